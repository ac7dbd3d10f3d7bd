using System.Text.Json;

namespace PageEngine.Simulation;

/// <summary>Something that is wrong with a spec.</summary>
/// <param name="Path">
/// The property that it is about, with the properties that lead to it: <c>Workloads[0].Content.ZeroShare</c>.
/// </param>
/// <param name="Reason">What is wrong with it, to be read behind the path.</param>
internal readonly record struct SpecProblem(string Path, string Reason)
{
    /// <summary>The path as a scenario spells it: <c>workloads[0].content.zeroShare</c>.</summary>
    internal string JsonPath => string.Join('.', Path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? Reason : $"{Path} {Reason}";
}
