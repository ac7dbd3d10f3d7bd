namespace PageEngine;

/// <content>The proof that the books are right.</content>
public sealed partial class PageHost
{
    /// <summary>Counts every page-table entry and compares the result with every book that is kept.</summary>
    /// <remarks>For tests and debugging: reads all tables, allocates a word for each frame, changes nothing.</remarks>
    /// <exception cref="InvalidOperationException">A book is wrong; the message says which.</exception>
    public void CheckInvariants()
    {
        uint[] references = new uint[Store.FrameCount];
        foreach (GuestMemory guest in _guests)
        {
            CountMappings(guest, references);
        }

        ulong shared = 0;
        ulong sharing = 0;
        ulong hinted = 0;
        uint free = 0;
        for (uint frame = 0; frame < Store.FrameCount; frame++)
        {
            uint count = references[frame];
            Require(Store.References(frame) == count, $"frame {frame} has {count} mappings and counts {Store.References(frame)}");
            Require(Store.IsFree(frame) == (count == 0), $"frame {frame} has {count} mappings and is {(count == 0 ? "not " : "")}free");
            free += count == 0 ? 1u : 0u;
            shared += count > 1 ? 1UL : 0UL;
            sharing += count > 1 ? count - 1UL : 0UL;
            hinted += count == 1 && Sharer.IsHinted(frame) ? 1UL : 0UL;
            Require(count != 0 || !Sharer.IsHinted(frame), $"frame {frame} is free and in the sharing index");
        }

        Require(free == Store.FreeFrames, $"{free} frames are free and {Store.FreeFrames} are counted");
        SharingReport report = Sharer.Report;
        Require(report.PagesShared == shared, $"{shared} frames are shared and {report.PagesShared} are counted");
        Require(report.PagesSharing == sharing, $"{sharing} references are saved and {report.PagesSharing} are counted");
        Require(report.PagesUnshared == hinted, $"{hinted} unshared frames are known and {report.PagesUnshared} are counted");
        Require((long)report.PagesVolatile >= 0, "more pages are settled than mapped");
        CheckLargePages(references);
        CheckStores();
    }

    private void CheckLargePages(uint[] references)
    {
        foreach (uint first in _largePages)
        {
            bool isWhole = references.AsSpan((int)first, Page.PagesPerLargePage).IndexOfAnyExcept(1u) < 0;
            Require(isWhole, $"a part of the large page at frame {first} is free or shared");
        }
    }

    private void CheckStores()
    {
        ulong[] literals = Store is TokenFrameStore frames ? new ulong[frames.Pages.Literals.Slots] : [];
        foreach (BackingStore store in _backingStores)
        {
            string? mistake = store.FindMistake();
            Require(mistake is null, $"a backing store is wrong: {mistake}");
            store.CountLiterals(literals);
        }

        if (Store is TokenFrameStore tokens)
        {
            tokens.Pages.CountLiterals(Store.FrameCount, literals);
            Require(tokens.Pages.Literals.AreHeldBy(literals), "a literal page is not held as often as it is counted");
        }
    }

    private static void CountMappings(GuestMemory guest, uint[] references)
    {
        ulong mapped = 0;
        ulong zero = 0;
        for (ulong page = 0; page < guest.PageCount; page++)
        {
            uint entry = guest.Table[page];
            mapped += entry == GuestPageTable.Absent ? 0UL : 1UL;
            zero += entry == GuestPageTable.SharedZero ? 1UL : 0UL;
            if (GuestPageTable.MapsFrame(entry))
            {
                references[GuestPageTable.FrameOf(entry)]++;
            }
        }

        Require(mapped == guest.MappedPages, $"guest {guest.Name} maps {mapped} pages and counts {guest.MappedPages}");
        Require(zero == guest.SharedZeroPages, $"guest {guest.Name} has {zero} zero pages and counts {guest.SharedZeroPages}");
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
