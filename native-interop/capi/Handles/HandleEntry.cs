namespace PageEngine.CApi;

/// <summary>What a handle leads to.</summary>
/// <param name="kind">What it is.</param>
/// <param name="target">The object.</param>
/// <param name="gate">The lock of the host or simulation that everything around it belongs to.</param>
internal sealed class HandleEntry(HandleKind kind, object target, object gate)
{
    internal HandleKind Kind { get; } = kind;

    internal object Target { get; } = target;

    internal object Gate { get; } = gate;

    /// <summary>The handles that go when this one goes.</summary>
    internal List<ulong> Children { get; } = [];
}
