using System.Security.Cryptography;

namespace PageEngine.Images.Tests;

public sealed class SampleImagesTests : IDisposable
{
    private static readonly SampleImageOptions Small = new() { Seed = 7, GuestSize = ByteSize.FromMiB(4) };

    private readonly Scratch _scratch = new();

    [Fact]
    public void The_counts_that_are_promised_are_those_of_the_bytes()
    {
        SampleImageSet set = SampleImages.Write(_scratch.Directory, Small);
        List<string[]> images = [.. set.Images.Select(static image => Hashes(image))];
        foreach ((string[] hashes, SampleImage image) in images.Zip(set.Images))
        {
            Assert.Equal(Count(hashes), image.Counts);
            Assert.Equal(Small.GuestSize.Pages, image.Counts.Pages);
        }

        string[] all = [.. images.SelectMany(static hashes => hashes)];
        ulong[] groups = [.. all.GroupBy(static hash => hash).Select(static group => (ulong)group.LongCount())];
        SampleTotals totals = set.Totals;
        Assert.Equal(Count(all), totals.Counts);
        Assert.Equal((ulong)groups.Count(static pages => pages > 1), totals.SharedGroups);
        Assert.Equal((ulong)groups.Where(static pages => pages > 1).Sum(static pages => (long)pages),
            totals.PagesInSharedGroups);
        Assert.Equal(groups.Order().SkipLast(1).Last(), totals.LargestNonZeroGroup);
        Assert.Equal(
            (ulong)images.Sum(static hashes => hashes.Length - hashes.Distinct().Count()),
            totals.WithinImagesFreeablePages);
        Assert.True(totals.BetweenImagesFreeableNonZeroPages > 0);
        Assert.True(totals.WithinImagesFreeableNonZeroPages > 0);
    }

    [Fact]
    public void The_differences_that_are_promised_are_those_of_the_bytes()
    {
        SampleImageSet set = SampleImages.Write(_scratch.Directory, Small);
        string[] before = Hashes(set.Images[0]);
        string[] after = Hashes(set.Later);
        string zero = Hash(new byte[Page.Size]);
        int[] changed = [.. Enumerable.Range(0, before.Length).Where(page => before[page] != after[page])];
        HashSet<string> old = [.. before];
        Assert.Equal(
            new SampleDifference(
                (ulong)before.Length,
                (ulong)changed.Length,
                (ulong)changed.Count(page => page == 0 || before[page - 1] == after[page - 1]),
                (ulong)changed.Count(page => before[page] == zero),
                (ulong)changed.Count(page => after[page] == zero),
                (ulong)changed.Count(page => old.Contains(after[page]))),
            set.Difference);
        Assert.True(set.Difference.AlreadyInOld > set.Difference.NonZeroToZero);
        Assert.True(set.Difference.ZeroToNonZero > 0 && set.Difference.NonZeroToZero > 0);
        Assert.Equal(Count(after), set.Later.Counts);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        string[] Write(string name, ulong seed)
        {
            SampleImageSet set = SampleImages.Write(_scratch.File(name), Small with { Seed = seed });
            return [.. set.Images.Append(set.Later).Select(static image => Hash(File.ReadAllBytes(image.Path)))];
        }

        string[] first = Write("a", 7);
        Assert.Equal(first, Write("b", 7));
        Assert.All(first.Zip(Write("c", 8)), static pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void Sizes_out_of_range_are_refused()
    {
        void Write(ByteSize size) => SampleImages.Write(_scratch.Directory, new() { GuestSize = size });
        Assert.Throws<ArgumentOutOfRangeException>(() => Write(ByteSize.FromKiB(1023)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Write(ByteSize.FromGiB(65)));
        Write(ByteSize.FromMiB(1));
    }

    public void Dispose() => _scratch.Dispose();

    private static string[] Hashes(SampleImage image)
    {
        using MemoryImage opened = MemoryImage.Open(image.Path);
        Assert.Equal(image.Format, opened.Format);
        return [.. ImageAssert.ReadAll(opened).Chunk(Page.Size).Select(Hash)];
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    private static SampleImageCounts Count(string[] hashes)
    {
        int[] groups = [.. hashes.GroupBy(static hash => hash).Select(static group => group.Count())];
        string zero = Hash(new byte[Page.Size]);
        return new SampleImageCounts(
            (ulong)hashes.Length,
            (ulong)hashes.Count(hash => hash == zero),
            (ulong)groups.Length,
            (ulong)groups.Count(static pages => pages == 1));
    }
}
