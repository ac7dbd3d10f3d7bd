using PageEngine.TestSupport;

namespace PageEngine.Images.Tests;

/// <summary>Tokens of dumps: equal exactly where pages are.</summary>
public sealed class DumpTokensTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void Sample_images_have_as_many_tokens_as_contents_within_and_across()
    {
        var options = new SampleImageOptions { GuestSize = ByteSize.FromMiB(4), Seed = 9 };
        SampleImageSet set = SampleImages.Write(_scratch.Directory, options);
        MemoryImage[] images = [.. set.Images.Select(static image => MemoryImage.Open(image.Path))];
        try
        {
            DumpTokens tokens = Load(images);
            Assert.Equal(3, tokens.DumpCount);
            Assert.Equal(set.Totals.Counts.DistinctContents, tokens.DistinctContents);
            Assert.Equal((0UL, 0UL), (tokens.Collisions, tokens.MissingPages));
            ulong[][] columns = [.. Enumerable.Range(0, 3).Select(dump => Column(tokens, dump))];
            ulong[] all = [.. columns.SelectMany(static column => column)];
            Assert.Equal(set.Totals.Counts.ZeroPages, (ulong)all.Count(static token => token == 0));
            Assert.Equal(set.Totals.Counts.DistinctContents, (ulong)all.Distinct().Count());
            for (int dump = 0; dump < 3; dump++)
            {
                Assert.Equal(set.Images[dump].Counts.DistinctContents, (ulong)columns[dump].Distinct().Count());
                Assert.Equal(columns[dump], Column(Load([images[dump]]), 0));
            }

            RequireTokensNamePages(columns, [.. images.Select(ImageAssert.ReadAll)]);
        }
        finally
        {
            Array.ForEach(images, static image => image.Dispose());
        }
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(0xFUL)]
    [InlineData(0xFFUL)]
    [InlineData(0x7FFFUL)]
    public void Hashes_that_collide_never_join_different_pages(ulong hashMask)
    {
        const int Seed = 77;
        var random = new Random(Seed);
        byte[][][] dumps = [.. Enumerable.Range(0, 4).Select(_ => Pages(random, 500))];
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        DumpTokens tokens = DumpTokens.LoadMasked(Sources(dumps), hashMask, null, cancellation);
        ulong[][] columns = [.. Enumerable.Range(0, 4).Select(dump => Column(tokens, dump))];
        RequireTokensNamePages(
            columns, [.. dumps.Select(static pages => (byte[])[.. pages.SelectMany(static page => page)])]);
        int contents = columns.SelectMany(static column => column).Distinct().Count();
        Assert.Equal((ulong)contents, tokens.DistinctContents);
        Assert.InRange(tokens.Collisions, (ulong)Math.Max(0, contents - 2 - (long)hashMask), (ulong)contents);

        DumpTokens again = DumpTokens.LoadMasked(Sources(dumps), hashMask, null, cancellation);
        Assert.Equal(columns, Enumerable.Range(0, 4).Select(dump => Column(again, dump)));
        Assert.Equal(tokens.Collisions, again.Collisions);
    }

    [Fact]
    public void A_token_is_the_hash_of_the_page_wherever_the_page_is()
    {
        byte[] page = ImageAssert.Bytes(Page.Size, 4);
        ulong expected = PageFingerprint.Compute(page, 0) & PageToken.MaxValue;
        DumpTokens tokens = Load([new MemoryPages([new byte[Page.Size], page]), new MemoryPages([page])]);
        Assert.Equal(new PageToken(expected), tokens[0, 1]);
        Assert.Equal(new PageToken(expected), tokens[1, 0]);
        Assert.Equal(PageToken.Zero, tokens[0, 0]);
        Assert.Equal(2UL, tokens.DistinctContents);
    }

    [Fact]
    public void Known_zeros_are_not_read_and_dumps_without_pages_are_stepped_over()
    {
        byte[] page = ImageAssert.Bytes(Page.Size, 4);
        var sparse = new MemoryPages([new byte[Page.Size], page, new byte[Page.Size]]) { ZerosAreKnown = true };
        var empty = new MemoryPages([]);
        DumpTokens tokens = Load([empty, sparse, empty, new MemoryPages([page]), empty]);
        Assert.DoesNotContain(0UL, sparse.PagesRead);
        Assert.DoesNotContain(2UL, sparse.PagesRead);
        Assert.Equal(tokens[1, 1], tokens[3, 0]);
        Assert.Equal([0UL, 3, 0, 1, 0], Enumerable.Range(0, 5).Select(tokens.PageCountOf));
        Assert.Equal(2UL, tokens.DistinctContents);
        Assert.Equal(0, Load([]).DumpCount);
    }

    [Fact]
    public void Pages_that_are_gone_are_counted_and_the_others_have_their_tokens()
    {
        byte[][] pages = Pages(new Random(1), 700);
        var source = new MemoryPages(pages);
        source.Lost.UnionWith([0, 5, 6, 255, 256, 699]);
        DumpTokens tokens = Load([source]);
        Assert.Equal(6UL, tokens.MissingPages);
        ulong[] whole = Column(Load([new MemoryPages(pages)]), 0);
        ulong[] column = Column(tokens, 0);
        for (ulong page = 0; page < 700; page++)
        {
            Assert.Equal(source.Lost.Contains(page) ? 0 : whole[page], column[page]);
        }
    }

    [Fact]
    public void Progress_reaches_the_end_and_a_failure_or_a_cancel_comes_through()
    {
        byte[][] pages = [.. Enumerable.Repeat(ImageAssert.Bytes(Page.Size, 1), 10_000)];
        var progress = new Collected();
        DumpTokens.Load(
            [new MemoryPages(pages), new MemoryPages(pages[..1])], progress, TestContext.Current.CancellationToken);
        Assert.Equal([4096UL, 8192, 10_001], progress.Reports.Select(static report => report.PagesDone));
        Assert.All(progress.Reports, static report => Assert.Equal(10_001UL, report.PageCount));

        Assert.Throws<PageSourceException>(() => Load([new MemoryPages(pages) { FailsFrom = 5000 }]));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => DumpTokens.Load([new MemoryPages(pages)], null, cancellation.Token));
    }

    [Fact]
    public void Tokens_are_copied_in_runs_and_places_outside_are_callers_bugs()
    {
        DumpTokens tokens = Load([new MemoryPages(Pages(new Random(2), 10))]);
        PageToken[] run = new PageToken[4];
        tokens.CopyTo(0, 6, run);
        Assert.Equal([tokens[0, 6], tokens[0, 7], tokens[0, 8], tokens[0, 9]], run);
        tokens.CopyTo(0, 10, []);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.CopyTo(0, 7, run));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.CopyTo(0, ulong.MaxValue, run));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens[0, 10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens[1, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.PageCountOf(-1));
    }

    [Fact]
    public void A_host_of_tokens_shares_what_the_dumps_share()
    {
        byte[][][] dumps = [Pages(new Random(3), 300), Pages(new Random(4), 300)];
        DumpTokens tokens = Load(Sources(dumps));
        using var host = new PageHost(new TokenFrameStore(ByteSize.FromPages(600)), SharingPotential.ScanOptions);
        for (int dump = 0; dump < 2; dump++)
        {
            GuestMemory guest = host.AddGuest($"guest-{dump}", ByteSize.FromPages(300));
            for (ulong page = 0; page < 300; page++)
            {
                guest.Write(new GuestFrameNumber(page), tokens[dump, page]);
            }
        }

        host.Sharer.ScanOnce();
        SharingPotential shared = SharingPotential.Measure(host);
        HashSet<string> contents = [.. dumps.SelectMany(static pages => pages).Select(Convert.ToHexString)];
        Assert.Equal((ulong)contents.Count, shared.Total.DistinctContents);
    }

    [Fact]
    public void Loading_needs_no_more_than_16_bytes_a_page()
    {
        byte[][] pages = [.. Enumerable.Repeat(ImageAssert.Bytes(Page.Size, 1), 1_000_000)];
        var source = new Uncounted(pages);
        long before = GC.GetAllocatedBytesForCurrentThread();
        DumpTokens tokens = Load([source]);
        double allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(1UL, tokens.DistinctContents);
        Assert.InRange(allocated / pages.Length, 8, 8 + 16);
    }

    public void Dispose() => _scratch.Dispose();

    private static DumpTokens Load(IReadOnlyList<PageSource> dumps) =>
        DumpTokens.Load(dumps, null, TestContext.Current.CancellationToken);

    private static ulong[] Column(DumpTokens tokens, int dump) =>
        [.. Enumerable.Range(0, (int)tokens.PageCountOf(dump)).Select(page => tokens[dump, (ulong)page].Value)];

    private static PageSource[] Sources(byte[][][] dumps) => [.. dumps.Select(static pages => new MemoryPages(pages))];

    /// <summary>Pages of few and of many kinds, zeros among them, some of which differ in one bit.</summary>
    private static byte[][] Pages(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        byte[] page = ImageAssert.Bytes(Page.Size, random.Next(40));
        switch (random.Next(4))
        {
            case 0:
                page = new byte[Page.Size];
                break;
            case 1:
                page[random.Next(Page.Size)] ^= 1;
                break;
            default:
                break;
        }

        return page;
    })];

    private static void RequireTokensNamePages(ulong[][] columns, byte[][] contents)
    {
        Dictionary<ulong, string> pageOf = [];
        Dictionary<string, ulong> tokenOf = [];
        for (int dump = 0; dump < columns.Length; dump++)
        {
            for (int page = 0; page < columns[dump].Length; page++)
            {
                string bytes = Convert.ToHexString(contents[dump].AsSpan(page * Page.Size, Page.Size));
                ulong token = columns[dump][page];
                pageOf.TryAdd(token, bytes);
                tokenOf.TryAdd(bytes, token);
                Assert.True(pageOf[token] == bytes && tokenOf[bytes] == token, $"dump {dump}, page {page}");
                Assert.True(token <= PageToken.MaxValue && (token == 0) == !bytes.AsSpan().ContainsAnyExcept('0'));
            }
        }
    }

    private sealed class Collected : IProgress<DumpTokensProgress>
    {
        internal List<DumpTokensProgress> Reports { get; } = [];

        public void Report(DumpTokensProgress value) => Reports.Add(value);
    }

    private sealed class Uncounted(byte[][] pages) : PageSource
    {
        public override ulong PageCount => (ulong)pages.Length;

        public override int Read(ulong firstPage, Span<byte> destination)
        {
            for (int i = 0; i < destination.Length / Page.Size; i++)
            {
                pages[(int)firstPage + i].CopyTo(destination[(i * Page.Size)..]);
            }

            return destination.Length / Page.Size;
        }
    }
}
