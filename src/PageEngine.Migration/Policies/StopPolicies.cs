namespace PageEngine.Migration;

/// <summary>Makes stop policies from their names.</summary>
/// <remarks>All members may be called on any thread.</remarks>
public static class StopPolicies
{
    private static readonly string[] KindNames =
        ["qemu", "xen", "xen-legacy", "vmotion", "cloud-hypervisor", "drain"];

    /// <summary>The names, in the order of <see cref="StopPolicyKind"/>.</summary>
    public static IReadOnlyList<string> Names => KindNames;

    /// <summary>The name of a policy.</summary>
    /// <param name="kind">The policy.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such policy.</exception>
    public static string NameOf(StopPolicyKind kind)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)kind, (uint)KindNames.Length, nameof(kind));
        return KindNames[(int)kind];
    }

    /// <summary>Finds a policy by its name.</summary>
    /// <param name="name">The name, in small letters.</param>
    /// <param name="kind">The policy.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryParse(string? name, out StopPolicyKind kind)
    {
        int index = Array.IndexOf(KindNames, name);
        kind = (StopPolicyKind)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Makes an instance for one migration.</summary>
    /// <param name="kind">The policy.</param>
    /// <param name="downtimeLimitNanoseconds">The downtime limit in nanoseconds, for policies that have one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such policy, or the limit is negative.</exception>
    public static IStopPolicy Create(
        StopPolicyKind kind, long downtimeLimitNanoseconds = QemuStopPolicy.DefaultDowntimeLimitNanoseconds) => kind switch
        {
            StopPolicyKind.Qemu => new QemuStopPolicy(downtimeLimitNanoseconds),
            StopPolicyKind.Xen => new XenStopPolicy(),
            StopPolicyKind.XenLegacy => new XenLegacyStopPolicy(),
            StopPolicyKind.VMotion => new VMotionStopPolicy(),
            StopPolicyKind.CloudHypervisor => new CloudHypervisorStopPolicy(downtimeLimitNanoseconds),
            StopPolicyKind.Drain => new DrainPolicy(downtimeLimitNanoseconds),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such policy."),
        };
}
