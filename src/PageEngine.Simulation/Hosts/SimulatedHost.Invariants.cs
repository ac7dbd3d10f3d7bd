namespace PageEngine.Simulation;

/// <content>The proof of a host's books: its own, and those that it keeps together with its machines.</content>
public sealed partial class SimulatedHost
{
    internal override void CheckInvariants()
    {
        Memory?.CheckInvariants();
        CheckSharedBooks();
    }

    internal override void CheckLoaded()
    {
        // The core has proved its part when it was read.
        Memory?.Compressed?.CheckInvariants();
        CheckSharedBooks();
    }

    /// <summary>Guests and stores of the core belong to a machine or to the host.</summary>
    private void RequireNobodyElse()
    {
        if (Memory is null)
        {
            return;
        }

        int guests = Memory.Compressed is null ? 0 : 1;
        int stores = (Memory.Swap is null ? 0 : 1) + _checkpoints.Count;
        foreach (VirtualMachine machine in _machines)
        {
            guests += machine.Paged is null ? 0 : 1;
            stores += machine.StoresOnHost;
        }

        if (guests != Memory.Pages.Guests.Count || stores != Memory.Pages.BackingStores.Count)
        {
            throw new InvalidOperationException(
                $"{guests} guests and {stores} stores of host {Name} have an owner, of {Memory.Pages.Guests.Count} and {Memory.Pages.BackingStores.Count}");
        }
    }

    /// <summary>Each slot of a device has one owner, and what machines count adds up to what the host counts.</summary>
    private void CheckSharedBooks()
    {
        if (Memory is not null && Memory.ReservedFrames != ReservedFrames)
        {
            throw new InvalidOperationException($"host {Name} keeps {Memory.ReservedFrames} frames for {OverheadHolders} machines");
        }

        // While a machine moves it has memory on two hosts, and is on the list of one.
        if (Simulation.IsMoveUnderWay(this))
        {
            return;
        }

        int holders = 0;
        ulong resident = 0;
        ulong swapped = 0;
        SlotBook? swap = Memory?.Swap is { } store ? SlotBook.Of(store, $"swap of {Name}") : null;
        SlotBook? compressed = Memory?.Compressed?.OpenBook();
        foreach (VirtualMachine machine in _machines)
        {
            holders += VmTransitions.HoldsMemory(machine.State) ? 1 : 0;
            resident += machine.MemoryOnHost?.Resident ?? 0;
            swapped += machine.MemoryOnHost?.Swapped ?? 0;
            machine.ClaimSlots(swap, compressed);
        }

        RequireNobodyElse();
        swap?.RequireAllClaimed();
        compressed?.RequireAllClaimed();
        if (holders != OverheadHolders)
        {
            throw new InvalidOperationException($"host {Name} keeps overhead for {OverheadHolders} machines and has {holders}");
        }

        if (Memory is null && (resident != _rateResident || swapped != _rateSwapped))
        {
            throw new InvalidOperationException(
                $"machines have {resident} pages resident and {swapped} swapped, and host {Name} counts {_rateResident} and {_rateSwapped}");
        }
    }
}
