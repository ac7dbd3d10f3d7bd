namespace PageEngine.Simulation;

/// <summary>What has happened to the pages of a machine since it was defined. Counts of pages, unless said otherwise.</summary>
public sealed class MemoryCounters
{
    /// <summary>Pages that got their first frame.</summary>
    public ulong ZeroFills { get; internal set; }

    /// <summary>Private copies of shared frames.</summary>
    public ulong ShareBreaks { get; internal set; }

    /// <summary>Pages compressed.</summary>
    public ulong CompressedPages { get; internal set; }

    /// <summary>Pages decompressed because they were touched.</summary>
    public ulong Decompressed { get; internal set; }

    /// <summary>Pages written to the host's swap.</summary>
    public ulong SwapOuts { get; internal set; }

    /// <summary>Pages read from the host's swap because they were touched.</summary>
    public ulong SwapIns { get; internal set; }

    /// <summary>Pages read from the host's swap beside one that was touched.</summary>
    public ulong ReadAhead { get; internal set; }

    /// <summary>Pages read from the host's swap soon after they had been written to it.</summary>
    public ulong Refaults { get; internal set; }

    /// <summary>Pages merged at the moment when they would have been compressed or swapped.</summary>
    public ulong MergedBeforeSwap { get; internal set; }

    /// <summary>Pages that the guest paged out while the host had them in its swap: read only to be written.</summary>
    public ulong DoublePaging { get; internal set; }

    /// <summary>Nanoseconds that processors stalled for the host's devices.</summary>
    public long StallNanoseconds { get; internal set; }

    /// <summary>Nanoseconds that processors ran tasks.</summary>
    public long BusyNanoseconds { get; internal set; }

    /// <summary>Nanoseconds that processors were held by a throttle or a dirty limit.</summary>
    public long ThrottledNanoseconds { get; internal set; }

    /// <summary>Faults that were delivered to the guest as asynchronous.</summary>
    public ulong AsyncFaults { get; internal set; }

    /// <summary>Accesses that tasks have made: the work done.</summary>
    public ulong Accesses { get; internal set; }

    internal void Save(StateWriter writer)
    {
        writer.Write(ZeroFills);
        writer.Write(ShareBreaks);
        writer.Write(CompressedPages);
        writer.Write(Decompressed);
        writer.Write(SwapOuts);
        writer.Write(SwapIns);
        writer.Write(ReadAhead);
        writer.Write(Refaults);
        writer.Write(MergedBeforeSwap);
        writer.Write(DoublePaging);
        writer.Write(StallNanoseconds);
        writer.Write(BusyNanoseconds);
        writer.Write(ThrottledNanoseconds);
        writer.Write(AsyncFaults);
        writer.Write(Accesses);
    }

    internal void Load(StateReader reader)
    {
        ZeroFills = reader.ReadUInt64();
        ShareBreaks = reader.ReadUInt64();
        CompressedPages = reader.ReadUInt64();
        Decompressed = reader.ReadUInt64();
        SwapOuts = reader.ReadUInt64();
        SwapIns = reader.ReadUInt64();
        ReadAhead = reader.ReadUInt64();
        Refaults = reader.ReadUInt64();
        MergedBeforeSwap = reader.ReadUInt64();
        DoublePaging = reader.ReadUInt64();
        StallNanoseconds = reader.ReadInt64();
        BusyNanoseconds = reader.ReadInt64();
        ThrottledNanoseconds = reader.ReadInt64();
        AsyncFaults = reader.ReadUInt64();
        Accesses = reader.ReadUInt64();
    }
}
