namespace PageEngine.Linux.Tests;

public sealed class MappedPageSharerTests
{
    private const int PageCount = 600;
    private static readonly MappedSharingOptions Seeded = new() { FingerprintSeed = 3 };

    public static TheoryData<TrackerKind> Trackers { get; } =
        [TrackerKind.AsyncWriteProtect, TrackerKind.SoftDirty, TrackerKind.Fingerprints];

    [Theory]
    [MemberData(nameof(Trackers))]
    public void Equal_pages_share_a_frame_and_keep_their_bytes(TrackerKind tracker)
    {
        using MappedGuestMemory memory = RealMemory.Create(PageCount, tracker);
        Fill(memory, page => page % 3 == 0 ? page + 1 : 5000 + (page % 7));
        byte[] before = memory.Span.ToArray();
        using var sharer = new MappedPageSharer([memory], Seeded);
        MappedSharingReport report = sharer.ShareOnce();
        Assert.Equal(7UL, report.PagesShared);
        Assert.Equal(400UL - 7, report.PagesSharing);
        Assert.Equal(7UL, report.FramesResident);
        Assert.Equal((ulong)PageCount, report.PagesScanned);
        Assert.Equal("", report.StoppedBecause);
        Assert.True(memory.Span.SequenceEqual(before));
        Assert.Equal(report, sharer.ShareOnce() with { PagesScanned = report.PagesScanned });
    }

    [Fact]
    public void The_kernel_sees_less_memory_and_few_mappings_where_runs_are_long()
    {
        using MappedGuestMemory first = MappedGuestMemory.Create(ByteSize.FromPages(PageCount));
        using MappedGuestMemory second = MappedGuestMemory.Create(ByteSize.FromPages(PageCount));
        Fill(first, static page => page + 1);
        Fill(second, static page => page + 1);
        Assert.Equal(ByteSize.FromPages(PageCount), ResidentMemory.Of(first).Private);
        using var sharer = new MappedPageSharer([first, second], Seeded);
        MappedSharingReport report = sharer.ShareOnce();
        Assert.Equal((ulong)PageCount, report.PagesShared);
        Assert.Equal((ulong)PageCount, report.PagesSharing);
        Assert.Equal(2UL, report.RunsMapped);
        Assert.True(first.Span.SequenceEqual(second.Span));
        ResidentMemory after = ResidentMemory.Of(second);
        Assert.Equal(default, after.Private);
        Assert.Equal(1, after.Mappings);
        Assert.Equal(ByteSize.FromPages(PageCount / 2), after.Pss);
    }

    [Theory]
    [MemberData(nameof(Trackers))]
    public void A_write_to_a_shared_page_changes_no_other_and_is_dirty(TrackerKind tracker)
    {
        using MappedGuestMemory memory = RealMemory.Create(PageCount, tracker);
        Fill(memory, static page => page % 2 == 0 ? 1 : 1000 + page);
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        using var sharer = new MappedPageSharer([memory], Seeded);
        sharer.ShareOnce();
        RealMemory.Harvest(memory, cursor);
        byte[] before = memory.Span.ToArray();
        before[(40 * Page.Size) + 7] = memory.Span[(40 * Page.Size) + 7] = 99;
        Assert.Equal([40UL], RealMemory.Harvest(memory, cursor));
        Assert.True(memory.Span.SequenceEqual(before));
        MappedSharingReport report = sharer.ShareOnce();
        Assert.Equal((1UL, 298UL, 1UL), (report.PagesShared, report.PagesSharing, report.Breaks));
        Assert.True(memory.Span.SequenceEqual(before));
        Fill(memory, static page => page + 1);
        report = sharer.ShareOnce();
        Assert.Equal((0UL, 0UL, 0UL), (report.PagesShared, report.PagesSharing, report.FramesResident));
    }

    [Fact]
    public void Merging_and_reading_make_nothing_dirty()
    {
        using MappedGuestMemory memory = RealMemory.Create(PageCount, TrackerKind.AsyncWriteProtect);
        Fill(memory, static page => page % 5);
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        RealMemory.Harvest(memory, cursor);
        using var sharer = new MappedPageSharer([memory], Seeded);
        MappedSharingReport report = sharer.ShareOnce();
        Assert.Equal((4UL, 476UL, 120UL), (report.PagesShared, report.PagesSharing, report.ZeroPagesDropped));
        Assert.Empty(RealMemory.Harvest(memory, cursor));
        Assert.Equal(1, memory.Span[Page.Size * 6]);
        Assert.Equal(0, memory.Span[Page.Size * 5]);
        Assert.Equal(PageCount, Sum(memory, static page => page % 5));
        Assert.Empty(RealMemory.Harvest(memory, cursor));
        ulong[] written = [5, 6, 130, 599];
        foreach (ulong page in written)
        {
            RealMemory.Write(memory, page, 77);
        }

        Assert.Equal(written, RealMemory.Harvest(memory, cursor));
    }

    [Fact]
    public void What_was_written_before_a_merge_is_dirty_after_it()
    {
        using MappedGuestMemory memory = RealMemory.Create(PageCount, TrackerKind.AsyncWriteProtect);
        Fill(memory, static page => page + 1);
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        RealMemory.Harvest(memory, cursor);
        memory.GetSpan(default, 1).CopyTo(memory.GetSpan(new GuestFrameNumber(9), 1));
        using var sharer = new MappedPageSharer([memory], Seeded);
        Assert.Equal(1UL, sharer.ShareOnce().PagesSharing);
        Assert.Equal([9UL], RealMemory.Harvest(memory, cursor));
    }

    [Fact]
    public void A_page_that_changed_since_the_scan_is_left_alone()
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(PageCount));
        Fill(memory, static page => page < 2 ? 0 : page < 4 ? 1 : page);
        using var sharer = new MappedPageSharer([memory], Seeded);
        Assert.Equal(3UL, sharer.Scan());
        memory.Span[0] = 1;
        memory.Span[2 * Page.Size] = 9;
        Assert.Equal(1UL, sharer.Merge());
        Assert.Equal(2UL, sharer.Report.Mismatches);
        Assert.Equal((1, 9, 1), (memory.Span[0], memory.Span[2 * Page.Size], memory.Span[3 * Page.Size]));
    }

    [Fact]
    public void Pages_whose_fingerprints_agree_are_shared_only_if_their_bytes_do()
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(PageCount));
        Fill(memory, static page => 1 + (page % 300));
        byte[] before = memory.Span.ToArray();
        using var sharer = new MappedPageSharer([memory], Seeded with { FingerprintBits = 4 });
        MappedSharingReport report = sharer.ShareOnce();
        Assert.True(report.Mismatches > 100);
        Assert.True(memory.Span.SequenceEqual(before));
    }

    [Fact]
    public void Where_mappings_are_short_the_longest_runs_come_first_and_the_rest_is_told()
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(PageCount));
        Fill(memory, static page => page switch
        {
            >= 10 and < 60 => page - 9,
            >= 100 and < 150 => page - 99,
            _ => page % 2 == 0 ? 5000 : page + 9000,
        });
        byte[] before = memory.Span.ToArray();
        int limit = MapBudget.CountMappings() + 40;
        using var sharer = new MappedPageSharer(
            [memory], Seeded with { MaximumMapCount = limit, ReservedMappings = 0 });
        MappedSharingReport report = sharer.ShareOnce();
        Assert.True(report.PagesSharing is >= 50 and < 90, $"{report.PagesSharing} pages share");
        Assert.True(report.PagesLeft > 100);
        Assert.Contains("vm.max_map_count", report.StoppedBecause, StringComparison.Ordinal);
        Assert.True(memory.Span.SequenceEqual(before));
        Assert.True(ResidentMemory.Of(memory).Mappings <= 60);
    }

    [Fact]
    public void Short_runs_are_left_where_asked()
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(PageCount));
        Fill(memory, static page => page % 2 == 0 ? 1 : page + 9);
        using var sharer = new MappedPageSharer([memory], Seeded with { MinRunLength = 2 });
        MappedSharingReport report = sharer.ShareOnce();
        Assert.Equal((0UL, 0UL, 300UL), (report.PagesShared, report.FramesResident, report.PagesLeft));
    }

    [Fact]
    public void A_budget_cuts_a_merge_into_parts()
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(PageCount));
        Fill(memory, static page => page % 4);
        using var sharer = new MappedPageSharer([memory], Seeded);
        Assert.Equal((ulong)PageCount - 3, sharer.Scan());
        int parts = 0;
        ulong freed = 0;
        for (ulong part = sharer.Merge(100); part > 0; part = sharer.Merge(100))
        {
            parts++;
            freed += part;
        }

        Assert.Equal((6, (ulong)PageCount - 3), (parts, freed));
    }

    [Fact]
    public void Memory_files_and_second_sharers_are_refused()
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(4));
        using MappedGuestMemory file = MappedGuestMemory.Create(
            ByteSize.FromPages(4), new MappedMemoryOptions { Backing = MemoryBacking.MemoryFile });
        Assert.Throws<ArgumentException>(() => new MappedPageSharer([file]));
        Assert.Throws<ArgumentException>(() => new MappedPageSharer([memory, memory]));
        using (var sharer = new MappedPageSharer([memory]))
        {
            Assert.Throws<InvalidOperationException>(() => new MappedPageSharer([memory]));
            sharer.Dispose();
            Assert.Throws<ObjectDisposedException>(() => sharer.Scan());
        }

        new MappedPageSharer([memory]).Dispose();
        Assert.Equal(0UL, new MappedPageSharer([]).ShareOnce().PagesShared);
    }

    [Fact]
    public void The_kernel_is_advised_of_pages_with_doubles_only()
    {
        RealMemory.SkipWithout(KernelFeatures.Current.SamePageMerging);
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(PageCount));
        Fill(memory, static page => page is 100 or 103 or 400 ? 5000 : page + 1);
        using var sharer = new MappedPageSharer([memory], Seeded);
        Assert.Equal(2UL, sharer.Scan());
        Assert.Equal(5UL, sharer.AdviseKernel());
        Assert.Equal(5, Enumerable.Range(0, PageCount).Count(page => IsMergeable(memory, page)));
        Assert.True(KernelMerging.Read().FullScans >= 0);
    }

    internal static void Fill(MappedGuestMemory memory, Func<int, int> contentOf)
    {
        for (int page = 0; page < (int)memory.PageCount; page++)
        {
            Span<byte> bytes = memory.GetSpan(new GuestFrameNumber((ulong)page), 1);
            bytes.Clear();
            BitConverter.TryWriteBytes(bytes, contentOf(page));
        }
    }

    private static int Sum(MappedGuestMemory memory, Func<int, int> contentOf) =>
        Enumerable.Range(0, (int)memory.PageCount).Count(
            page => BitConverter.ToInt32(memory.GetSpan(new GuestFrameNumber((ulong)page), 1)) == contentOf(page));

    private static bool IsMergeable(MappedGuestMemory memory, int page)
    {
        ulong address = (ulong)memory.Address + ((ulong)page << Page.Shift);
        string flags = File.ReadLines("/proc/self/smaps")
            .SkipWhile(line => !IsMappingOf(line, address))
            .First(static line => line.StartsWith("VmFlags:", StringComparison.Ordinal));
        return flags.Contains(" mg", StringComparison.Ordinal);
    }

    private static bool IsMappingOf(string line, ulong address) =>
        ProcessMapping.TryParse(line, out ProcessMapping mapping)
        && mapping.Start <= address && address < mapping.End;
}
