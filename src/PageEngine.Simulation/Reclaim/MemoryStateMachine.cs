using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>States in a row with an edge each; what both kinds of memory states have in common.</summary>
internal sealed class MemoryStateMachine
{
    private readonly MemoryState[] _states;
    private readonly ulong[] _edges;
    private int _index;
    private ulong _freePages = ulong.MaxValue;

    /// <summary>Makes a machine in its best state.</summary>
    /// <param name="states">The states from the best to the worst.</param>
    /// <param name="edges">Their edges in free pages, none above the one before it.</param>
    internal MemoryStateMachine(MemoryState[] states, ulong[] edges)
    {
        Debug.Assert(states.Length == edges.Length, "each state has an edge");
        Debug.Assert(states[0] == MemoryState.High, "the best state comes first");
        _states = states;
        _edges = edges;
    }

    internal MemoryState State => _states[_index];

    /// <summary>Whether the last free memory was below the edge of the best state.</summary>
    internal bool IsBelowBestEdge => _freePages < _edges[0];

    internal MemoryState Update(ulong freePages)
    {
        _freePages = freePages;
        int worst = _index;
        for (int i = _index + 1; i < _edges.Length && freePages < _edges[i]; i++)
        {
            worst = i;
        }

        // Either way, but not both: what takes the host up lies above every edge that would take it down.
        while (worst == _index && _index > 0 && freePages > _edges[_index - 1])
        {
            worst = --_index;
        }

        _index = worst;
        return State;
    }

    internal ulong EdgeOf(MemoryState state) => _edges[IndexOf(state)];

    internal ulong PagesToReach(MemoryState target, ulong freePages)
    {
        int index = IndexOf(target);
        return _index <= index ? 0 : PageArithmetic.SubtractOrZero(_edges[index] + 1, freePages);
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write((byte)State);
        writer.Write(_freePages);
    }

    internal void Load(BinaryReader reader)
    {
        int index = Array.IndexOf(_states, (MemoryState)reader.ReadByte());
        if (index < 0)
        {
            throw new InvalidDataException("The saved memory state is none of this policy.");
        }

        _index = index;
        _freePages = reader.ReadUInt64();
    }

    private int IndexOf(MemoryState state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(Enum.IsDefined(state), true, nameof(state));
        int index = _states.Length - 1;
        while (_states[index] > state)
        {
            index--;
        }

        return index;
    }
}
