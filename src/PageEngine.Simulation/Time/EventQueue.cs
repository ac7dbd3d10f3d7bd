using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>The events to come, first in the order (time, priority, sequence); any of them can be cancelled.</summary>
/// <remarks>
/// A heap of four children a node over slots that hold the events. The heap carries the keys, so that a comparison does
/// not leave it; a slot knows where its key stands, so that a cancelled event is gone at once and no later time is
/// promised for it. Not thread-safe. Allocates only to grow.
/// <code>
/// key order   [63..48: priority + 32768][47..0: sequence]
/// </code>
/// </remarks>
internal sealed partial class EventQueue
{
    private const int Children = 4;
    private const int SequenceBits = 48;
    private const int Unused = -1;

    private HeapKey[] _heap = new HeapKey[64];
    private SimulationEvent[] _events = new SimulationEvent[64];
    private int[] _positions = new int[64];
    private int[] _unusedSlots = new int[64];
    private int _unusedCount;
    private int _slotCount;

    internal int Count { get; private set; }

    internal SimTime NextTime => Count == 0 ? SimTime.Never : new SimTime(_heap[0].Time);

    internal ref readonly SimulationEvent Next
    {
        get
        {
            Debug.Assert(Count > 0, "there is an event");
            return ref _events[_heap[0].Slot];
        }
    }

    /// <summary>An event that is pending.</summary>
    internal ref readonly SimulationEvent this[EventHandle handle]
    {
        get
        {
            Debug.Assert(IsPending(handle), "the event is still to come");
            return ref _events[handle.Slot];
        }
    }

    internal EventHandle Add(in SimulationEvent added)
    {
        Debug.Assert(added.Sequence < 1UL << SequenceBits, "the sequence number fits its field");
        int slot = TakeSlot();
        _events[slot] = added;
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        MoveUp(Count++, KeyOf(added, slot));
        return new EventHandle(slot, added.Sequence);
    }

    /// <summary>Takes the first event away.</summary>
    internal void RemoveNext() => RemoveAt(0);

    /// <summary>Takes an event away before it happens. False when it has happened or was cancelled before.</summary>
    internal bool Cancel(EventHandle handle)
    {
        if (!IsPending(handle))
        {
            return false;
        }

        RemoveAt(_positions[handle.Slot]);
        return true;
    }

    internal bool IsPending(EventHandle handle) =>
        (uint)handle.Slot < (uint)_slotCount
        && _positions[handle.Slot] != Unused
        && _events[handle.Slot].Sequence == handle.Sequence;

    private static HeapKey KeyOf(in SimulationEvent keyed, int slot) =>
        new(keyed.Time.Nanoseconds, ((ulong)(keyed.Priority - short.MinValue) << SequenceBits) | keyed.Sequence, slot);

    private int TakeSlot()
    {
        if (_unusedCount > 0)
        {
            return _unusedSlots[--_unusedCount];
        }

        if (_slotCount == _events.Length)
        {
            Array.Resize(ref _events, _slotCount * 2);
            Array.Resize(ref _positions, _slotCount * 2);
            Array.Resize(ref _unusedSlots, _slotCount * 2);
        }

        return _slotCount++;
    }

    private void RemoveAt(int position)
    {
        int slot = _heap[position].Slot;
        _positions[slot] = Unused;
        _unusedSlots[_unusedCount++] = slot;
        HeapKey last = _heap[--Count];
        if (position == Count)
        {
            return;
        }

        if (position > 0 && last.IsBefore(_heap[(position - 1) / Children]))
        {
            MoveUp(position, last);
        }
        else
        {
            MoveDown(position, last);
        }
    }

    private void MoveUp(int position, HeapKey key)
    {
        while (position > 0)
        {
            int parent = (position - 1) / Children;
            if (!key.IsBefore(_heap[parent]))
            {
                break;
            }

            Place(position, _heap[parent]);
            position = parent;
        }

        Place(position, key);
    }

    private void MoveDown(int position, HeapKey key)
    {
        while (true)
        {
            int first = (position * Children) + 1;
            if (first >= Count)
            {
                break;
            }

            int best = first;
            int end = Math.Min(first + Children, Count);
            for (int child = first + 1; child < end; child++)
            {
                best = _heap[child].IsBefore(_heap[best]) ? child : best;
            }

            if (!_heap[best].IsBefore(key))
            {
                break;
            }

            Place(position, _heap[best]);
            position = best;
        }

        Place(position, key);
    }

    private void Place(int position, HeapKey key)
    {
        _heap[position] = key;
        _positions[key.Slot] = position;
    }

    private readonly record struct HeapKey(long Time, ulong Order, int Slot)
    {
        internal bool IsBefore(in HeapKey other) => Time != other.Time ? Time < other.Time : Order < other.Order;
    }
}
