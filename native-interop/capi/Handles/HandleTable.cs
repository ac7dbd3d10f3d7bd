using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>The handles that the program has, so that one that it made up or has freed leads to nothing.</summary>
/// <remarks>
/// <code>
/// handle   [63..56: kind]  [55..32: slot]  [31..0: generation, from 1]
/// </code>
/// A slot is used again with the next generation, so a stale handle is found out; after 2³² − 1 it is left unused.
/// Thread-safe.
/// </remarks>
internal static class HandleTable
{
    private const int KindShift = 56;
    private const int SlotShift = 32;
    private const int MostSlots = 1 << (KindShift - SlotShift);

    private static readonly Lock Gate = new();
    private static readonly List<(uint Generation, HandleEntry? Entry)> Slots = [];
    private static readonly Stack<int> FreeSlots = [];

    /// <summary>Gives a handle for an object.</summary>
    /// <param name="entry">The object.</param>
    /// <param name="parent">The handle that it goes with; 0 for none.</param>
    internal static ulong Add(HandleEntry entry, ulong parent)
    {
        lock (Gate)
        {
            if (!FreeSlots.TryPop(out int slot))
            {
                if (Slots.Count == MostSlots)
                {
                    throw new CallException(Status.OutOfMemory, "there are 16 million handles already");
                }

                slot = Slots.Count;
                Slots.Add((0, null));
            }

            uint generation = Slots[slot].Generation + 1;
            Slots[slot] = (generation, entry);
            ulong handle = ((ulong)entry.Kind << KindShift) | ((ulong)slot << SlotShift) | generation;
            TryFind(parent)?.Children.Add(handle);
            return handle;
        }
    }

    /// <summary>What a handle of a kind leads to.</summary>
    /// <exception cref="CallException">It leads to nothing.</exception>
    internal static HandleEntry Find(ulong handle, HandleKind kind)
    {
        lock (Gate)
        {
            if (handle >> KindShift != (ulong)kind)
            {
                HandleKind given = (HandleKind)(handle >> KindShift);
                string what = Enum.IsDefined(given) ? $"of a {NameOf(given)}" : "not a handle";
                throw new CallException(Status.Handle, $"0x{handle:x} is {what}; a {NameOf(kind)} is needed");
            }

            return TryFind(handle)
                ?? throw new CallException(Status.Handle, $"0x{handle:x} is no {NameOf(kind)}, or one that was freed");
        }
    }

    /// <summary>Takes a handle and all that go with it.</summary>
    internal static void Remove(ulong handle)
    {
        lock (Gate)
        {
            if (TryFind(handle) is not { } entry)
            {
                return;
            }

            int slot = SlotOf(handle);
            ref (uint Generation, HandleEntry? Entry) place = ref CollectionsMarshal.AsSpan(Slots)[slot];
            place.Entry = null;
            if (place.Generation < uint.MaxValue)
            {
                FreeSlots.Push(slot);
            }

            entry.Children.ForEach(Remove);
        }
    }

    private static HandleEntry? TryFind(ulong handle)
    {
        int slot = SlotOf(handle);
        return slot < Slots.Count && Slots[slot] is { Entry: { } entry } place
            && place.Generation == (uint)handle && entry.Kind == (HandleKind)(handle >> KindShift) ? entry : null;
    }

    private static int SlotOf(ulong handle) => (int)(handle >> SlotShift) & (MostSlots - 1);

    private static string NameOf(HandleKind kind) => kind switch
    {
        HandleKind.Host => "pe_host",
        HandleKind.Guest => "pe_guest",
        HandleKind.Cursor => "pe_cursor",
        HandleKind.Simulation => "pe_simulation",
        HandleKind.SimHost => "pe_sim_host",
        HandleKind.Machine => "pe_machine",
        _ => "pe_move",
    };
}
