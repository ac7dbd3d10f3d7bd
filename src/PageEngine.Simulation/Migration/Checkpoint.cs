using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>The memory of a machine as it was when it left a host, on the disk of that host.</summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly BackingStore _store;
    private readonly uint[] _slots;

    private Checkpoint(string machine, BackingStore store, uint[] slots)
    {
        Machine = machine;
        _store = store;
        _slots = slots;
    }

    /// <summary>The name of the machine.</summary>
    internal string Machine { get; }

    /// <summary>The pages that it holds; all others held nothing or zeros.</summary>
    internal ulong Pages => _store.UsedSlots;

    internal static Checkpoint Of(HostMemory host, string machine, PagedMemory memory)
    {
        BackingStore store = host.Pages.CreateBackingStore(memory.PageCount);
        uint[] slots = new uint[memory.PageCount];
        byte[] bytes = new byte[Page.Size];
        AccessOutcome unseen = default;
        for (ulong page = 0; page < memory.PageCount; page++)
        {
            if (memory.FormOf(page) != PageForm.Content || !memory.TryPeek(page, bytes, out PageToken token, out bool hasToken, ref unseen))
            {
                continue;
            }

            bool taken = store.TryTake(out uint slot);
            Debug.Assert(taken, "the store has room for every page");
            slots[page] = slot + 1;
            if (hasToken)
            {
                store.Write(slot, token);
            }
            else
            {
                store.Write(slot, bytes);
            }
        }

        return new Checkpoint(machine, store, slots);
    }

    /// <summary>Whether a page was then what it is now.</summary>
    internal bool HasSame(ulong page, PageToken token, bool hasToken, ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        if (page >= (ulong)_slots.Length || _slots[page] == 0)
        {
            return false;
        }

        uint slot = _slots[page] - 1;
        if (_store.TryGetToken(slot, out PageToken there))
        {
            return hasToken && there == token;
        }

        _store.Read(slot, scratch);
        return !hasToken && scratch.SequenceEqual(bytes);
    }

    internal void Save(StateWriter writer, HostMemory host)
    {
        writer.Write(Machine);
        writer.Write(host.IndexOf(_store));
        writer.Write(_slots.Length);
        writer.WriteSparse<uint>(_slots);
    }

    internal static Checkpoint Load(HostMemory host, StateReader reader)
    {
        string machine = reader.ReadText();
        BackingStore store = host.Pages.BackingStores[reader.ReadIndex(host.Pages.BackingStores.Count)];
        int pages = reader.ReadCount();
        StateReader.Require((uint)pages == store.SlotCount, "a checkpoint is of another size than its store");
        uint[] slots = new uint[pages];
        reader.ReadSparse<uint>(slots);
        SlotBook book = SlotBook.Of(store, $"checkpoint of {machine}");
        foreach (uint slot in slots)
        {
            if (slot > 0)
            {
                book.Claim(slot - 1);
            }
        }

        book.RequireAllClaimed();
        return new Checkpoint(machine, store, slots);
    }

    public void Dispose() => _store.Dispose();
}
