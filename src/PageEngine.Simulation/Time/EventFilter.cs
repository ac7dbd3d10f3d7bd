using System.Collections.Immutable;

namespace PageEngine.Simulation;

/// <summary>A set of event kinds, for everybody or for one target.</summary>
/// <remarks>Immutable. The default value holds no kind.</remarks>
public readonly record struct EventFilter
{
    private readonly ImmutableArray<ulong> _kinds;
    private readonly int _target;

    private EventFilter(ImmutableArray<ulong> kinds, int target)
    {
        _kinds = kinds;
        _target = target;
    }

    /// <summary>Every kind.</summary>
    public static EventFilter All { get; } = new([ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue], 0);

    /// <summary>No kind.</summary>
    public static EventFilter None => default;

    /// <summary>Some kinds.</summary>
    /// <param name="kinds">The kinds.</param>
    public static EventFilter Of(params ReadOnlySpan<EventKind> kinds)
    {
        ulong[] words = new ulong[4];
        foreach (EventKind kind in kinds)
        {
            words[(byte)kind >> 6] |= 1UL << ((byte)kind & 63);
        }

        return new EventFilter([.. words], 0);
    }

    /// <summary>The same kinds, for one target only.</summary>
    /// <param name="target">The target.</param>
    public EventFilter For(EntityId target) => new(_kinds, target.Value + 1);

    /// <summary>Whether an event is in the set.</summary>
    /// <param name="happened">The event.</param>
    public bool Matches(in SimulationEvent happened) =>
        !_kinds.IsDefault
        && (_kinds[(byte)happened.Kind >> 6] >> ((byte)happened.Kind & 63) & 1) != 0
        && (_target == 0 || _target == happened.Target.Value + 1);

    /// <inheritdoc/>
    public bool Equals(EventFilter other) =>
        _target == other._target && Words(_kinds).SequenceEqual(Words(other._kinds));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_target, Words(_kinds)[0], Words(_kinds)[1]);

    private static ReadOnlySpan<ulong> Words(ImmutableArray<ulong> kinds) =>
        kinds.IsDefault ? [0, 0, 0, 0] : kinds.AsSpan();
}
