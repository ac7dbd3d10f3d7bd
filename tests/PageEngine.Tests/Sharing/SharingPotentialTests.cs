namespace PageEngine.Tests.Sharing;

public sealed class SharingPotentialTests
{
    [Fact]
    public void Difference_Engine_table_1_comes_out_of_a_token_host()
    {
        const int Zero = 149_038;
        const int Sharable = 52_436;
        const int Contents = 3_577;
        const int Unique = 191_646;
        using PageHost host = new(new TokenFrameStore(ByteSize.FromPages(393_120)), SharingPotential.ScanOptions);
        GuestMemory[] guests = [.. "abc".Select(name => host.AddGuest($"{name}", ByteSize.FromPages(393_120 / 3)))];
        for (int i = 0; i < Zero + Sharable + Unique; i++)
        {
            ulong token = i < Zero ? 0UL : i < Zero + Sharable ? 1UL + (ulong)(i % Contents) : (ulong)i;
            guests[i % 3].Write(new GuestFrameNumber((ulong)(i / 3)), new PageToken(token));
        }

        host.Sharer.ScanOnce();
        SharingPotential potential = SharingPotential.Measure(host);

        Assert.Equal(new ContentCensus(393_120, Zero, 1 + Contents + Unique, Unique), potential.Total);
        Assert.Equal(195_224UL, potential.PagesAfterSharing);
        Assert.Equal(1UL + Contents, potential.Total.SharedGroups);
        Assert.Equal((ulong)(Zero + Sharable), potential.Total.PagesInSharedGroups);
        Assert.InRange(potential.PagesAfterShrinking(144_497, 1_070), 88_422 * 0.998, 88_422 * 1.002);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Counts_are_those_of_a_dictionary_of_bytes(ulong seed)
    {
        Seeded random = new(seed);
        byte[][][] images = [.. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => RandomImage(random))];
        images = random.OneIn(2) ? [.. images, images[0]] : images;
        AssertLikeTwin(images, random, lost: random.OneIn(2));
    }

    [Fact]
    public void An_image_listed_twice_is_two_images()
    {
        Seeded random = new(7);
        byte[][] image = RandomImage(random);
        SharingPotential potential = AssertLikeTwin([image, image], random, lost: false);
        Assert.Equal((ulong)image.Length * 2, potential.Total.Pages);
        Assert.Equal(0UL, potential.Total.Singletons);
    }

    [Fact]
    public void A_single_page_and_a_single_zero_page_are_singletons()
    {
        byte[] page = new byte[Page.Size];
        byte[] other = new byte[Page.Size];
        other[^1] = 1;
        AssertLikeTwin([[page]], new Seeded(8), lost: false);
        AssertLikeTwin([[other]], new Seeded(8), lost: false);
        SharingPotential both = AssertLikeTwin([[page], [other]], new Seeded(8), lost: false);
        Assert.Equal(2UL, both.Total.Singletons);
    }

    [Fact]
    public void Pages_that_are_all_zero_leave_one()
    {
        byte[][] image = [.. Enumerable.Range(0, 300).Select(_ => new byte[Page.Size])];
        SharingPotential potential = AssertLikeTwin([image, image], new Seeded(9), lost: false);
        Assert.Equal(599UL, potential.Total.FreeablePages);
        Assert.Equal(0UL, potential.Total.FreeableNonZeroPages);
        Assert.Equal(0UL, potential.LargestNonZeroGroup);
        Assert.Equal(1UL, potential.BetweenGuestsFreeablePages);
    }

    [Fact]
    public void Memory_that_nobody_wrote_counts_nowhere()
    {
        using PageHost host = new(ByteSize.FromMiB(1), SharingPotential.ScanOptions);
        host.AddGuest("idle", ByteSize.FromMiB(1));
        host.Sharer.ScanOnce();
        SharingPotential potential = SharingPotential.Measure(host);
        Assert.Equal(default, potential.Total);
        Assert.Equal(default, potential.SettleKsm(256, useZeroPages: true));
        Assert.Equal(0, potential.PagesAfterShrinking(0, 0));
    }

    [Fact]
    public void Options_that_keep_equal_pages_apart_are_refused()
    {
        SharingOptions[] narrow =
        [
            new(),
            SharingPotential.ScanOptions with { MaxSharers = 256 },
            SharingPotential.ScanOptions with { UseZeroPages = false },
            SharingPotential.ScanOptions with { Scope = SharingScope.Domain },
            SharingPotential.ScanOptions with { LargePages = LargePagePolicy.Keep },
        ];
        foreach (SharingOptions options in narrow)
        {
            using PageHost host = new(ByteSize.FromMiB(1), options);
            Assert.Throws<ArgumentException>(() => SharingPotential.Measure(host));
        }
    }

    private static byte[][] RandomImage(Seeded random)
    {
        byte[][] image = new byte[1 + random.Below(900)][];
        int contents = 1 + random.Below(400);
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = new byte[Page.Size];
            int content = random.OneIn(4) ? 0 : random.OneIn(3) ? 1 : random.Below(contents);
            BitConverter.TryWriteBytes(image[i].AsSpan(Page.Size - 4), content);
        }

        return image;
    }

    private static SharingPotential AssertLikeTwin(byte[][][] images, Seeded random, bool lost)
    {
        ArrayPageSource[] sources = [.. images.Select(static image => new ArrayPageSource(image))];
        byte[][][] readable = [.. images];
        for (int i = 0; lost && i < images.Length; i++)
        {
            for (int n = 0; n < 5; n++)
            {
                sources[i].Lost.Add((ulong)random.Below(images[i].Length));
            }

            readable[i] = [.. images[i].Where((_, page) => !sources[i].Lost.Contains((ulong)page))];
        }

        using PageHost host = new(new SourceFrameStore(sources), SharingPotential.ScanOptions);
        host.Sharer.ScanOnce(1 + random.Below(3));
        SharingPotential potential = SharingPotential.Measure(host);

        Assert.Equal(readable.Select(static image => Twin([image])), potential.Guests);
        Assert.Equal(Twin(readable), potential.Total);
        Dictionary<string, ulong> groups = Groups(readable);
        string zero = Convert.ToHexString(new byte[Page.Size]);
        Assert.Equal(groups.Max(group => group.Key == zero ? 0 : group.Value), potential.LargestNonZeroGroup);
        foreach (bool useZeroPages in (bool[])[false, true])
        {
            uint limit = (uint)(2 + random.Below(9));
            KsmModel expected = groups.Where(group => !useZeroPages || group.Key != zero)
                .Aggregate(default(KsmModel), (sum, group) => sum + KsmModel.Settle(group.Value, limit));
            Assert.Equal(expected, potential.SettleKsm(limit, useZeroPages));
        }

        return potential;
    }

    private static ContentCensus Twin(byte[][][] images)
    {
        Dictionary<string, ulong> groups = Groups(images);
        ulong zeroPages = groups.GetValueOrDefault(Convert.ToHexString(new byte[Page.Size]));
        return new ContentCensus(
            (ulong)images.Sum(static image => image.Length),
            zeroPages,
            (ulong)groups.Count,
            (ulong)groups.Values.Count(static size => size == 1));
    }

    private static Dictionary<string, ulong> Groups(byte[][][] images) =>
        images.SelectMany(static image => image).GroupBy(Convert.ToHexString)
            .ToDictionary(static group => group.Key, static group => (ulong)group.LongCount());
}
