using System.Globalization;
using PageEngine.Migration;
using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>The ways to move a machine, by the names that the command line has for them.</summary>
internal static class MoveWays
{
    internal const string PreCopyName = "pre-copy";
    internal const string HybridName = "hybrid";

    /// <summary>What a name of a policy of fixed rounds begins with: <c>rounds-3</c>.</summary>
    internal const string RoundsPrefix = "rounds-";

    private const int MostRounds = 1_000_000;

    /// <summary>The names of the methods.</summary>
    internal static IReadOnlyList<string> MethodNames { get; } =
        ["cold", "stop-and-copy", PreCopyName, "post-copy", HybridName];

    /// <summary>The methods that are tried unless others are named.</summary>
    internal static IReadOnlyList<string> DefaultMethods { get; } = [.. MethodNames.Skip(1)];

    /// <summary>Whether there is a policy of that name.</summary>
    internal static bool IsPolicy(string name) => StopPolicies.TryParse(name, out _) || RoundsOf(name) is not null;

    /// <summary>The ways: pre-copy under each policy, hybrid under the first, the other methods once.</summary>
    /// <param name="methods">The names of the methods.</param>
    /// <param name="policies">The names of the policies, at least one.</param>
    /// <param name="basis">Limits and helpers of all ways, and the rounds before hybrid switches.</param>
    internal static IReadOnlyList<(string Name, MigrationMethod Method)> Make(
        IReadOnlyList<string> methods, IReadOnlyList<string> policies, Hybrid basis)
    {
        List<(string, MigrationMethod)> ways = [];
        foreach (string method in methods)
        {
            switch (method)
            {
                case PreCopyName:
                    ways.AddRange(policies.Select(policy =>
                        ($"{method} {policy}", (MigrationMethod)WithPolicy(basis.As<PreCopy>(), policy))));
                    break;
                case HybridName:
                    ways.Add((
                        string.Create(CultureInfo.InvariantCulture, $"{method} after {basis.PreCopyRounds}"),
                        WithPolicy(basis, policies[0])));
                    break;
                default:
                    ways.Add((method, OtherOf(basis, method)));
                    break;
            }
        }

        return ways;
    }

    /// <summary>The words for a method in reports.</summary>
    internal static string Describe(MigrationMethod method) => method switch
    {
        Hybrid hybrid => string.Create(
            CultureInfo.InvariantCulture, $"{HybridName} after {hybrid.PreCopyRounds}, {PolicyOf(hybrid)}"),
        PreCopy preCopy => $"{PreCopyName}, {PolicyOf(preCopy)}",
        PostCopy => "post-copy",
        StopAndCopy => "stop-and-copy",
        _ => "cold",
    };

    /// <summary>The name of the policy of a method; null when it has none.</summary>
    internal static string? PolicyOf(MigrationMethod method) => method switch
    {
        PreCopy { Rounds: { } rounds } => string.Create(CultureInfo.InvariantCulture, $"{RoundsPrefix}{rounds}"),
        PreCopy preCopy => StopPolicies.NameOf(preCopy.Policy),
        _ => null,
    };

    private static PreCopy WithPolicy(PreCopy method, string policy) => RoundsOf(policy) is { } rounds
        ? method with { Rounds = rounds }
        : StopPolicies.TryParse(policy, out StopPolicyKind kind) ? method with { Rounds = null, Policy = kind }
        : method;

    private static MigrationMethod OtherOf(Hybrid basis, string name) => name switch
    {
        "cold" => basis.As<Cold>(),
        "post-copy" => basis.As<PostCopy>(),
        _ => basis.As<StopAndCopy>(),
    };

    private static int? RoundsOf(string policy) =>
        policy.StartsWith(RoundsPrefix, StringComparison.Ordinal)
        && int.TryParse(
            policy.AsSpan(RoundsPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int rounds)
        && rounds <= MostRounds
            ? rounds
            : null;
}
