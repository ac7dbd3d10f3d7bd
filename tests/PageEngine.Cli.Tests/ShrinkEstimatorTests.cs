using PageEngine.Cli.Estimates;
using PageEngine.TestSupport;

namespace PageEngine.Cli.Tests;

public sealed class ShrinkEstimatorTests
{
    [Fact]
    public void Noise_shrinks_by_nothing()
    {
        Random random = new(1);
        ShrinkEstimate estimate = Estimate(1000, 1, [.. Enumerable.Range(0, 200).Select(_ => Pages.Noise(random))]);
        Assert.Equal(new ShrinkEstimate(200, 200, default, default, default), estimate);
        Assert.Equal(0, estimate.FreedBy(estimate.Either));
    }

    [Fact]
    public void Compressed_pages_are_those_that_fit_half_a_page()
    {
        byte[][] pages = [.. Enumerable.Range(0, 50).Select(Pages.Text)];
        byte[] room = new byte[2048];
        Lz4PageCompressor compressor = new();
        int bytes = pages.Sum(page => compressor.TryCompress(page, room, out int written) ? written : 9999);
        ShrinkEstimate estimate = Estimate(1000, 2, pages);
        Assert.Equal(new ShrunkPages(50, bytes), estimate.Compressed);
        Assert.Equal(50 - (bytes / 4096.0), estimate.FreedBy(estimate.Compressed), 6);
    }

    [Fact]
    public void Of_similar_pages_all_but_the_first_are_patched()
    {
        Random random = new(2);
        byte[] first = Pages.Noise(random);
        byte[][] similar = [first, .. Enumerable.Range(1, 40).Select(i => Stamped(first, i))];
        ShrinkEstimate estimate = Estimate(1000, 2, [Pages.Noise(random), .. similar, Pages.Noise(random)]);
        int bytes = similar[1..].Sum(page => Xbzrle.EncodedSize(first, page));
        Assert.Equal(new ShrunkPages(40, bytes), estimate.Patched);
        Assert.Equal(0, estimate.Compressed.Pages);
        Assert.Equal(estimate.Patched, estimate.Either);
    }

    [Fact]
    public void Pages_that_agree_in_a_block_and_differ_elsewhere_are_no_patch()
    {
        Random random = new(3);
        byte[] first = Pages.Noise(random);
        byte[] second = Pages.Noise(random);
        first.AsSpan(1216, 64).CopyTo(second.AsSpan(1216));
        Assert.Equal(0, Estimate(10, 1, [first, second]).Patched.Pages);
    }

    [Fact]
    public void Shared_and_zero_pages_are_left_out_as_sharing_leaves_them()
    {
        byte[] shared = Pages.Text(1);
        ShrinkEstimate estimate = Estimate(10, 1, [Pages.Zero, shared, shared, Pages.Zero, shared, Pages.Text(2)]);
        Assert.Equal(2UL, estimate.RemainingPages);
        Assert.Equal(2, estimate.Compressed.Pages);
    }

    [Fact]
    public void A_sample_is_the_same_every_time_and_for_any_number_of_workers()
    {
        Random random = new(4);
        byte[] first = Pages.Noise(random);
        byte[][] pages = [.. Enumerable.Range(0, 900).Select(i => (i % 3) switch
        {
            0 => Pages.Noise(random),
            1 => Pages.Text(i),
            _ => Stamped(first, i),
        })];
        ShrinkEstimate[] estimates = [.. new[] { 1, 1, 2, 5 }.Select(workers => Estimate(90, workers, pages))];
        Assert.Single(estimates.Distinct());
        Assert.Equal((90, 900UL), (estimates[0].SampledPages, estimates[0].RemainingPages));
        Assert.InRange(estimates[0].PagesOf(estimates[0].Patched), 200, 400);
        Assert.InRange(estimates[0].PagesOf(estimates[0].Compressed), 200, 400);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(1000)]
    public void A_sample_has_different_kept_pages_from_all_over(int wanted)
    {
        byte[][] pages = [.. Enumerable.Range(0, 150).Select(static i => i % 3 == 2 ? Pages.Zero : Pages.Text(i))];
        using PageHost host = Scanned(pages, out KeptPages kept);
        PageSample sample = PageSample.Draw(kept, wanted);
        Assert.Equal(100UL, sample.Population);
        Assert.Equal(Math.Min(wanted, 100), sample.Frames.Count);
        Assert.Equal(sample.Frames.Distinct().Order(), sample.Frames);
        Assert.All(sample.Frames, frame => Assert.True(kept.IsKept(frame)));
        Assert.True(wanted < 7 || sample.Frames[^1] - sample.Frames[0] > 100);
    }

    [Fact]
    public void Pages_that_are_lost_meanwhile_are_no_savings()
    {
        MemoryPages pages = new([.. Enumerable.Range(0, 20).Select(Pages.Text)]);
        using PageHost host = Scanned(pages, out KeptPages kept);
        for (ulong page = 0; page < 15; page++)
        {
            pages.Lost.Add(page);
        }

        Assert.Equal(5, Run(kept, 100, 1).Compressed.Pages);
    }

    private static byte[] Stamped(byte[] page, int number)
    {
        byte[] stamped = [.. page];
        BitConverter.TryWriteBytes(stamped.AsSpan(16), ~number);
        return stamped;
    }

    private static ShrinkEstimate Estimate(int samplePages, int workers, byte[][] pages)
    {
        using PageHost host = Scanned(pages, out KeptPages kept);
        return Run(kept, samplePages, workers);
    }

    private static ShrinkEstimate Run(KeptPages kept, int samplePages, int workers)
    {
        using ProgressLine progress = new(null, TimeProvider.System);
        return new ShrinkEstimator(kept, workers)
            .Estimate(samplePages, progress, TestContext.Current.CancellationToken);
    }

    /// <summary>A scanned host over two sources, so that frames and pages are numbered apart.</summary>
    private static PageHost Scanned(byte[][] pages, out KeptPages kept) =>
        Scanned([new MemoryPages(pages[..(pages.Length / 3)]), new MemoryPages(pages[(pages.Length / 3)..])], out kept);

    private static PageHost Scanned(PageSource pages, out KeptPages kept) => Scanned([pages], out kept);

    private static PageHost Scanned(PageSource[] sources, out KeptPages kept)
    {
        PageHost host = new(new SourceFrameStore(sources), SharingPotential.ScanOptions);
        host.Sharer.ScanOnce();
        kept = new KeptPages(host, sources);
        return host;
    }
}
