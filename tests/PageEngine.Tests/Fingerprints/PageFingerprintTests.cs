namespace PageEngine.Tests.Fingerprints;

public sealed class PageFingerprintTests
{
    [Theory]
    [InlineData(1, 32, 8.0)]
    [InlineData(16, 32, 2048.0)]
    [InlineData(64, 32, 32768.0)]
    [InlineData(64, 64, 7.6e-6)]
    public void S10_expected_collisions_follow_the_width(int gibibytes, int bits, double expected) =>
        Assert.Equal(1, PageFingerprint.ExpectedCollidingPairs(ByteSize.FromGiB((ulong)gibibytes).Pages, bits) / expected, 0.005);

    [Theory]
    [InlineData(8)]
    [InlineData(1)]
    public void S10_with_a_cut_fingerprint_nothing_wrong_is_ever_shared(int bits)
    {
        const int Pages = 3000;
        SharingOptions options = new() { CleanScans = 0, FingerprintBits = bits, MaxSharers = int.MaxValue };
        using PageHost host = new(ByteSize.FromPages(Pages), options);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(Pages));
        Seeded random = new(5);
        ulong[] tokens = [.. Enumerable.Range(0, Pages).Select(_ => (ulong)random.Below(2000))];
        for (ulong page = 0; page < Pages; page++)
        {
            guest.Write(new GuestFrameNumber(page), new PageToken(tokens[page]));
        }

        SharingReport report = host.Sharer.ScanOnce();
        Assert.True(report.Mismatches > 0, "fingerprints collided");
        Assert.True(report.PagesSharing > 0, "and equal pages were found all the same");
        byte[] expected = new byte[Page.Size];
        for (ulong page = 0; page < Pages; page++)
        {
            new PageToken(tokens[page]).Expand(expected);
            Assert.Equal(expected, guest.ReadPage(page));
        }

        host.CheckInvariants();
    }

    [Fact]
    public void Domains_give_unrelated_fingerprints()
    {
        byte[] page = new byte[Page.Size];
        HashSet<ulong> seen = [];
        for (ushort domain = 0; domain < 1000; domain++)
        {
            Assert.True(seen.Add(PageFingerprint.Compute(page, new SharingDomain(domain).Seed(hostSeed: 1))));
        }

        Assert.Equal(PageFingerprint.OfZeroPage(9), PageFingerprint.Compute(page, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => PageFingerprint.Compute(page.AsSpan(1), 0));
    }
}
