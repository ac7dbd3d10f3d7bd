namespace PageEngine.Tests.Sharing;

public sealed class ScanPacerTests
{
    [Fact]
    public void S12_the_advisor_follows_the_integers_of_the_kernel()
    {
        ScanTimeAdvisor advisor = new();
        Assert.Equal(500UL, advisor.PagesPerSlice);
        (int Seconds, int CpuPercent, ulong Pages)[] steps =
            [(400, 5, 1000), (200, 10, 1000), (150, 12, 830), (600, 12, 3822), (600, 20, 13370)];
        foreach ((int seconds, int percent, ulong pages) in steps)
        {
            TimeSpan elapsed = TimeSpan.FromSeconds(seconds);
            advisor.Record(new ScanSlice(0, elapsed, elapsed * percent / 100));
            Assert.Equal(pages, advisor.PagesPerSlice);
        }
    }

    [Fact]
    public void S12_the_advisor_never_passes_the_most_pages_and_never_reaches_zero()
    {
        ScanTimeAdvisor slow = new();
        ScanTimeAdvisor fast = new();
        for (int i = 0; i < 50; i++)
        {
            slow.Record(new ScanSlice(0, TimeSpan.FromSeconds(100_000), TimeSpan.FromSeconds(1)));
            fast.Record(new ScanSlice(0, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
            Assert.InRange(slow.PagesPerSlice, 1UL, 30_000UL);
            Assert.InRange(fast.PagesPerSlice, 1UL, 30_000UL);
        }

        Assert.Equal(30_000UL, slow.PagesPerSlice);
    }

    [Fact]
    public void A_share_of_the_processor_becomes_pages_by_the_cost_of_a_page()
    {
        ScanPacer pacer = ScanPacer.CpuShare(percent: 10, interval: TimeSpan.FromMilliseconds(20));
        Assert.Equal(256UL, pacer.PagesPerSlice);
        for (int i = 0; i < 40; i++)
        {
            ulong pages = pacer.PagesPerSlice;
            pacer.Record(new ScanSlice(pages, TimeSpan.FromMilliseconds(20), TimeSpan.FromTicks((long)pages * 10)));
        }

        Assert.Equal(2000UL, pacer.PagesPerSlice);
        Assert.Equal(77UL, ScanPacer.Fixed(77).PagesPerSlice);
        Assert.Throws<ArgumentOutOfRangeException>(() => ScanPacer.CpuShare(0, TimeSpan.FromSeconds(1)));
    }
}
