using FsCheck.Xunit;
using static PageEngine.Simulation.Tests.ReclaimSamples;

namespace PageEngine.Simulation.Tests;

public sealed class CompressionTests
{
    [Fact]
    public void R6_a_page_is_kept_only_if_it_fits_half_a_page()
    {
        CompressionCache cache = new(1000);
        Assert.Equal(CompressionOutcome.Stored, cache.Add(new GuestFrameNumber(1), 2048));
        Assert.Equal(CompressionOutcome.TooLarge, cache.Add(new GuestFrameNumber(2), 2049));
        Assert.True(cache.IsWorthKeeping(2048));
        Assert.False(cache.IsWorthKeeping(2049));
        Assert.False(cache.Contains(new GuestFrameNumber(2)));
    }

    [Fact]
    public void R6_the_cache_takes_a_tenth_of_the_guest_at_most_and_the_oldest_leaves_first()
    {
        CompressionCache cache = new(1000);
        Assert.Equal(100UL, cache.MaxFrames);
        ulong page = 0;
        while (cache.Add(new GuestFrameNumber(page), 100) == CompressionOutcome.Stored)
        {
            page++;
        }

        Assert.Equal((200UL, 100UL, 100UL), (cache.Count, cache.Frames, cache.SavedFrames));
        Assert.Equal(CompressionOutcome.Full, cache.Add(new GuestFrameNumber(999), 100));
        Assert.True(cache.TryTakeOldest(out GuestFrameNumber oldest, out int bytes));
        Assert.Equal((0UL, 100), (oldest.Value, bytes));
        Assert.Equal(CompressionOutcome.Stored, cache.Add(new GuestFrameNumber(999), 100));
        Assert.True(cache.Remove(new GuestFrameNumber(1), out _));
        Assert.True(cache.TryTakeOldest(out oldest, out _));
        Assert.Equal(2UL, oldest.Value);
    }

    [Fact]
    public void R6_real_bytes_are_compressed_by_the_real_compressor()
    {
        Lz4PageCompressor compressor = new();
        byte[] room = new byte[CompressionOptions.SlotSize];
        byte[] page = new byte[Page.Size];
        new Random(1).NextBytes(page);
        Assert.Equal(Page.Size, CompressionModel.SizeOf(compressor, page, room));
        page.AsSpan(1500).Clear();
        Assert.InRange(CompressionModel.SizeOf(compressor, page, room), 1500, 1600);
    }

    [Fact]
    public void A_page_cannot_be_kept_twice_and_an_empty_cache_has_nothing_to_take()
    {
        CompressionCache cache = new(100);
        Assert.False(cache.TryTakeOldest(out _, out _));
        Assert.False(cache.Remove(new GuestFrameNumber(1), out _));
        cache.Add(new GuestFrameNumber(1), 10);
        Assert.Throws<InvalidOperationException>(() => cache.Add(new GuestFrameNumber(1), 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Add(new GuestFrameNumber(2), -1));
        Assert.Equal(CompressionOutcome.Full, new CompressionCache(9).Add(new GuestFrameNumber(1), 10));
    }

    [Property(EndSize = 1_000_000_000)]
    public void The_books_equal_those_of_a_plain_list(int seed)
    {
        Random random = new(seed);
        CompressionCache cache = new(400, new CompressionOptions { MaxShare = 0.05 });
        List<(ulong Page, int Bytes)> model = [];
        for (int i = 0; i < 500; i++)
        {
            ulong page = (ulong)random.Next(100);
            int index = model.FindIndex(entry => entry.Page == page);
            if (random.Next(3) == 0)
            {
                Assert.Equal(index >= 0, cache.Remove(new GuestFrameNumber(page), out int bytes));
                if (index >= 0)
                {
                    Assert.Equal(model[index].Bytes, bytes);
                    model.RemoveAt(index);
                }
            }
            else if (random.Next(4) == 0 && model.Count > 0)
            {
                Assert.True(cache.TryTakeOldest(out GuestFrameNumber oldest, out int bytes));
                Assert.Equal(model[0], (oldest.Value, bytes));
                model.RemoveAt(0);
            }
            else if (index < 0 && cache.Add(new GuestFrameNumber(page), i) == CompressionOutcome.Stored)
            {
                model.Add((page, i));
            }

            Assert.Equal((ulong)model.Count, cache.Count);
            Assert.Equal((ulong)model.Sum(entry => entry.Bytes), cache.CompressedBytes);
            Assert.True(cache.Frames <= cache.MaxFrames);
            Assert.Equal(cache.Count, cache.Frames + cache.SavedFrames);
        }

        CompressionCache copy = new(400, new CompressionOptions { MaxShare = 0.05 });
        Reload(cache.Save, copy.Load);
        Assert.Equal(Bytes(cache.Save), Bytes(copy.Save));
        foreach ((ulong page, int bytes) in model)
        {
            Assert.True(copy.TryTakeOldest(out GuestFrameNumber oldest, out int size));
            Assert.Equal((page, bytes), (oldest.Value, size));
        }
    }

    [Fact]
    public void A_saved_cache_that_does_not_fit_is_refused()
    {
        CompressionCache cache = new(1000);
        for (ulong page = 0; page < 100; page++)
        {
            cache.Add(new GuestFrameNumber(page), 10);
        }

        AssertRefuses(new CompressionCache(100).Load, Bytes(cache.Save));
        byte[] bytes = Bytes(cache.Save);
        bytes[4] = 1;
        AssertRefuses(new CompressionCache(1000).Load, bytes);
    }

    [Theory]
    [InlineData(0.7, 1365, 64)]
    [InlineData(0.5, 700, 64)]
    [InlineData(0.9, 2048, 64)]
    [InlineData(0.1, 100, 100)]
    public void The_model_has_the_share_and_the_mean_that_it_was_given(double share, int mean, int min)
    {
        CompressionModel model = new(share, mean, min);
        const int Count = 200_000;
        int fits = 0;
        long sum = 0;
        for (ulong token = 1; token <= Count; token++)
        {
            int size = model.SizeOf(new PageToken(token));
            Assert.InRange(size, min, Page.Size);
            if (size <= CompressionOptions.SlotSize)
            {
                fits++;
                sum += size;
            }
        }

        Assert.Equal(share, (double)fits / Count, 0.005);
        Assert.Equal(mean, (double)sum / fits, mean * 0.01);
    }

    [Fact]
    public void The_same_page_always_compresses_to_the_same_size()
    {
        CompressionModel model = new(seed: 1);
        CompressionModel again = new(seed: 1);
        CompressionModel other = new(seed: 2);
        int different = 0;
        for (ulong token = 0; token < 1000; token++)
        {
            Assert.Equal(model.SizeOf(new PageToken(token)), again.SizeOf(new PageToken(token)));
            different += model.SizeOf(new PageToken(token)) == other.SizeOf(new PageToken(token)) ? 0 : 1;
        }

        Assert.InRange(different, 900, 999);
        Assert.Equal(64, model.SizeOf(PageToken.Zero));
        Assert.Equal(2000, new CompressionModel(0, 2000, 2000).SizeOf(PageToken.Zero));
        Assert.Equal(2048, new CompressionModel(1, 2048, 2048).SizeOf(new PageToken(5)));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        CompressionOptions[] wrong =
        [
            new() { MaxCompressedBytes = 0 }, new() { MaxCompressedBytes = 2049 }, new() { MaxShare = 1.5 },
            new() { MaxShare = double.NaN },
        ];
        Assert.All(wrong, item => Assert.Throws<ArgumentOutOfRangeException>(() => new CompressionCache(10, item)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompressionModel(fitShare: 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompressionModel(meanBytes: 2049));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompressionModel(meanBytes: 63));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompressionModel(minBytes: 0));
    }

    [Fact]
    public void Keeping_and_taking_pages_allocates_nothing_once_the_cache_was_full()
    {
        CompressionCache cache = new(1000);
        AssertAllocatesNothing(() =>
        {
            ulong count = 0;
            for (ulong page = 0; page < 500; page++)
            {
                if (cache.IsFull)
                {
                    cache.TryTakeOldest(out _, out _);
                }

                cache.Add(new GuestFrameNumber(page), 50);
                count++;
            }

            while (cache.TryTakeOldest(out _, out _))
            {
                count++;
            }

            return count;
        });
    }
}
