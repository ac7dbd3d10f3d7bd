using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>The memory of a host: its frames, its swap device, its compression cache.</summary>
/// <remarks>Made for hosts of <see cref="MemoryDepth.Bytes"/> and <see cref="MemoryDepth.Tokens"/>.</remarks>
internal sealed class HostMemory : IDisposable
{
    private readonly HostSpec _spec;

    internal HostMemory(HostSpec spec, PageHost pages, ulong seed)
    {
        _spec = spec;
        Pages = pages;
        Costs = HostCosts.Of(spec.Costs);
        if (spec.Swap is { } swap)
        {
            SwapDevice = new StorageDevice(swap.Device, new RandomStream(seed, spec.Name, "swap device"));
        }
    }

    internal PageHost Pages { get; }

    internal MechanismCosts Costs { get; }

    internal StorageDevice? SwapDevice { get; }

    /// <summary>The contents on the swap device; null for a host without swap.</summary>
    internal BackingStore? Swap { get; private set; }

    /// <summary>The compressed pages; null for a host without a cache.</summary>
    internal CompressedFrames? Compressed { get; private set; }

    /// <summary>Frames that the hypervisor keeps for itself and for each machine.</summary>
    internal ulong ReservedFrames { get; set; }

    /// <summary>Frames that a machine can still get.</summary>
    internal ulong FreeFrames => Pages.Store.FreeFrames > ReservedFrames ? Pages.Store.FreeFrames - ReservedFrames : 0;

    internal ulong Capacity => Pages.Store.FrameCount;

    internal static HostMemory Create(HostSpec spec, ulong seed, ArenaAllocator allocator)
    {
        FrameStoreOptions layout = new() { NumaNodes = spec.NumaNodes, Allocator = allocator };
        FrameStore store = spec.Depth == MemoryDepth.Bytes
            ? new ByteFrameStore(spec.Memory, layout)
            : new TokenFrameStore(spec.Memory, layout);
        ulong fingerprintSeed = new RandomStream(seed, spec.Name, "fingerprints").Next();
        HostMemory memory = new(spec, new PageHost(store, spec.Sharing.ToOptions(fingerprintSeed)), seed)
        {
            ReservedFrames = spec.Reserved.Pages,
        };
        if (spec.Swap is { } swap)
        {
            memory.Swap = memory.Pages.CreateBackingStore(swap.Size.Pages);
        }

        if (spec.Reclaim.Compression is { } compression)
        {
            memory.Compressed = new CompressedFrames(memory, compression);
        }

        return memory;
    }

    internal void CheckInvariants()
    {
        Pages.CheckInvariants();
        Compressed?.CheckInvariants();
        Debug.Assert(Pages.Store.FrameCount == _spec.Memory.Pages, "frames neither come nor go");
    }

    internal int IndexOf(GuestMemory guest)
    {
        for (int i = 0; i < Pages.Guests.Count; i++)
        {
            if (ReferenceEquals(Pages.Guests[i], guest))
            {
                return i;
            }
        }

        throw new InvalidOperationException($"guest {guest.Name} is not on this host");
    }

    internal int IndexOf(BackingStore store)
    {
        for (int i = 0; i < Pages.BackingStores.Count; i++)
        {
            if (ReferenceEquals(Pages.BackingStores[i], store))
            {
                return i;
            }
        }

        throw new InvalidOperationException("the store is not one of this host");
    }

    internal void Save(StateWriter writer)
    {
        writer.WriteOwn(Pages.Save);
        writer.Write(ReservedFrames);
        if (Swap is not null)
        {
            writer.Write(IndexOf(Swap));
            SwapDevice!.Save(writer);
        }

        Compressed?.Save(writer);
    }

    internal static HostMemory Load(HostSpec spec, ulong seed, ArenaAllocator allocator, StateReader reader)
    {
        PageHostRestoreOptions options = new() { MaxReservation = reader.MaxReservation, Allocator = allocator };
        PageHost pages = reader.ReadOwn(stream => PageHost.Restore(stream, options));
        try
        {
            return Load(spec, seed, pages, reader);
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    private static HostMemory Load(HostSpec spec, ulong seed, PageHost pages, StateReader reader)
    {
        StateReader.Require(
            pages.Store.FrameCount == spec.Memory.Pages && pages.Store is ByteFrameStore == (spec.Depth == MemoryDepth.Bytes),
            "a host has another memory than its spec says");
        HostMemory memory = new(spec, pages, seed)
        {
            ReservedFrames = reader.ReadUInt64(),
        };
        if (spec.Swap is not null)
        {
            memory.Swap = memory.Pages.BackingStores[reader.ReadIndex(memory.Pages.BackingStores.Count)];
            memory.SwapDevice!.Load(reader);
        }

        if (spec.Reclaim.Compression is { } compression)
        {
            memory.Compressed = CompressedFrames.Load(memory, compression, reader);
        }

        return memory;
    }

    public void Dispose() => Pages.Dispose();
}
