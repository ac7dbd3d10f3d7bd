namespace PageEngine.Simulation;

/// <summary>What specs must hold beyond their types.</summary>
internal static class SpecRules
{
    internal static void Check(HostSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfZero(spec.Memory.Pages, nameof(spec));
    }
}
