namespace PageEngine;

/// <content>Saving and restoring: how the guest is set up, its page table, its dirty log.</content>
public sealed partial class GuestMemory
{
    // The page table, the scan state, the visit bit, the front of the log and the sharer's cursor.
    private const ulong BookBytesPerPage = 7;
    private const int EntriesAhead = 16;
    private const int EntriesPerCheck = StateFormat.WordsPerChunk;

    internal void Save(StateWriter writer)
    {
        writer.WriteText(Name);
        writer.WriteNumber(PageCount);
        writer.WriteNumber(Domain.Id);
        writer.WriteNumber((ulong)_options.NumaNode);
        writer.WriteFlag(_options.LargePages);
        writer.WriteNumber((ulong)DirtyLog.Mode);
        writer.WriteFlag(IsMergeable);
        Table.Save(writer);
        DirtyLog.Save(writer);
    }

    /// <summary>Reads a guest onto a host and counts the references of its pages.</summary>
    internal static void Load(StateReader reader, PageHost host)
    {
        string name = reader.ReadText();
        ulong pages = reader.ReadNumber(DirtyBitmap.MaxPageCount, "the pages of a guest");
        StateReader.Require(pages != 0, "a guest has no pages");
        GuestOptions options = new()
        {
            Domain = new SharingDomain((ushort)reader.ReadNumber(ushort.MaxValue, "a sharing domain")),
            NumaNode = (int)reader.ReadNumber((ulong)host.Store.NumaNodes - 1, "the NUMA node of a guest"),
            LargePages = reader.ReadFlag("the large pages of a guest"),
            DirtyLogMode = (DirtyLogMode)reader.ReadNumber((ulong)DirtyLogMode.Concurrent, "the mode of a dirty log"),
        };
        reader.Reserve(pages, BookBytesPerPage, "a guest");
        GuestMemory guest = host.AddGuest(name, ByteSize.FromPages(pages), options);
        guest.IsMergeable = reader.ReadFlag("whether a guest is merged");
        guest.Table.Load(reader);
        guest.CountMappings();
        guest.DirtyLog.Load(reader);
    }

    /// <summary>
    /// Puts a guest with the same pages, marks and cursors on another host, whose frames are there already.
    /// </summary>
    internal void CopyTo(PageHost host)
    {
        GuestMemory copy = host.AddGuest(Name, Size, _options with { Domain = Domain });
        copy.IsMergeable = IsMergeable;
        copy.MappedPages = MappedPages;
        copy.SharedZeroPages = SharedZeroPages;
        copy.Table.CopyFrom(Table);
        copy.DirtyLog.CopyFrom(DirtyLog);
    }

    private void CountMappings()
    {
        for (ulong start = 0; start < PageCount; start += EntriesPerCheck)
        {
            Span<uint> entries = Table.Slice(start, (int)Math.Min(PageCount - start, EntriesPerCheck));
            for (int i = 0; i < entries.Length; i++)
            {
                // Pages that share frames map them in no order; asking early hides the way to memory.
                uint ahead = unchecked(entries[Math.Min(i + EntriesAhead, entries.Length - 1)] - 1);
                if (ahead < Host.Store.FirstNeverUsed)
                {
                    Host.Store.PrefetchReferences(ahead);
                }

                CountMapping(entries[i]);
            }
        }
    }

    private void CountMapping(uint entry)
    {
        if (entry == GuestPageTable.Absent)
        {
            return;
        }

        MappedPages++;
        if (entry == GuestPageTable.SharedZero)
        {
            SharedZeroPages++;
            return;
        }

        uint frame = GuestPageTable.FrameOf(entry);
        StateReader.Require(frame < Host.Store.FirstNeverUsed, "a page maps a frame that was never used");
        StateReader.Require(++Host.Store.References(frame) != 0, "a frame is mapped too often");
    }
}
