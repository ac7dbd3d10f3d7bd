namespace PageEngine.Simulation;

/// <content>Saving and loading. The heap is written as it stands, so that a queue that was loaded is the queue that was saved.</content>
internal sealed partial class EventQueue
{
    /// <summary>Whether somebody can handle an event.</summary>
    internal delegate bool Acceptance(in SimulationEvent saved);

    internal void Clear()
    {
        Count = 0;
        _slotCount = 0;
        _unusedCount = 0;
        _positions.AsSpan().Fill(Unused);
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(Count);
        for (int i = 0; i < Count; i++)
        {
            writer.Write(_heap[i].Slot);
            writer.Write(_events[_heap[i].Slot]);
        }

        writer.Write(_unusedCount);
        for (int i = 0; i < _unusedCount; i++)
        {
            writer.Write(_unusedSlots[i]);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote; memory grows with what was read.</summary>
    /// <param name="reader">The state.</param>
    /// <param name="now">The time that has been reached.</param>
    /// <param name="nextSequence">The sequence number of the next event.</param>
    internal void Load(StateReader reader, SimTime now, ulong nextSequence)
    {
        StateReader.Require(nextSequence is > 0 and < 1UL << SequenceBits, "the number of events is out of range");
        Clear();
        List<int> slots = [];
        List<SimulationEvent> events = [];
        for (int left = reader.ReadCount(); left > 0; left--)
        {
            slots.Add(reader.ReadCount());
            SimulationEvent saved = reader.ReadEvent();
            StateReader.Require(saved.Time >= now && saved.Time < SimTime.Never, "an event is at a time that is over");
            StateReader.Require(saved.Sequence > 0 && saved.Sequence < nextSequence, "an event has a number that was not given");
            events.Add(saved);
        }

        List<int> unused = [];
        for (int left = reader.ReadCount(); left > 0; left--)
        {
            unused.Add(reader.ReadCount());
        }

        Reserve(events.Count + unused.Count);
        for (int i = 0; i < events.Count; i++)
        {
            Put(slots[i], events[i]);
        }

        foreach (int slot in unused)
        {
            StateReader.Require(slot < _slotCount && _positions[slot] == Unused, "a slot of the queue is out of range");
            _unusedSlots[_unusedCount++] = slot;
        }

        RequireEachSlotOnce();
    }

    /// <summary>Refuses events that nobody can handle.</summary>
    internal void RequireAccepted(Acceptance accepts)
    {
        for (int i = 0; i < Count; i++)
        {
            StateReader.Require(accepts(_events[_heap[i].Slot]), "an event is for somebody who cannot handle it");
        }
    }

    private void Reserve(int slots)
    {
        if (slots > _events.Length)
        {
            (_heap, _events, _positions, _unusedSlots) =
                (new HeapKey[slots], new SimulationEvent[slots], new int[slots], new int[slots]);
            _positions.AsSpan().Fill(Unused);
        }

        _slotCount = slots;
    }

    private void Put(int slot, in SimulationEvent saved)
    {
        StateReader.Require(slot < _slotCount && _positions[slot] == Unused, "a slot of the queue is out of range");
        _events[slot] = saved;
        MoveUp(Count++, KeyOf(saved, slot));
    }

    private void RequireEachSlotOnce()
    {
        bool[] seen = new bool[_slotCount];
        foreach (int slot in _unusedSlots.AsSpan(0, _unusedCount))
        {
            StateReader.Require(!seen[slot], "a slot of the queue is unused twice");
            seen[slot] = true;
        }

        HashSet<ulong> sequences = new(Count);
        for (int i = 0; i < Count; i++)
        {
            StateReader.Require(sequences.Add(_events[_heap[i].Slot].Sequence), "an event stands twice in the queue");
        }
    }
}
