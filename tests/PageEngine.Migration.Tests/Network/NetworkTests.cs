namespace PageEngine.Migration.Tests;

public sealed class NetworkTests
{
    private const double TenGigabit = 10e9 / 8;

    [Fact]
    public void M11_announcements_go_out_at_0_50_200_450_and_800_ms()
    {
        AnnouncementSchedule schedule = new();
        Assert.Equal([0L, 50, 200, 450, 800], Enumerable.Range(0, schedule.Rounds).Select(schedule.TimeOf));
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.TimeOf(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.TimeOf(-1));
    }

    [Fact]
    public void M11_delays_grow_by_the_step_up_to_the_most()
    {
        AnnouncementSchedule schedule = new() { Rounds = 9 };
        Assert.Equal([0L, 50, 200, 450, 800, 1250, 1800, 2350, 2900], Enumerable.Range(0, 9).Select(schedule.TimeOf));
    }

    [Theory]
    [InlineData(0.2, 1, TenGigabit)]
    [InlineData(5, 1, 16 << 20, 1 / 0.005)]
    [InlineData(10, 1, 16 << 20, 1 / 0.010)]
    [InlineData(100, 1, 16 << 20, 1 / 0.100)]
    [InlineData(150, 1, 16 << 20, 1 / 0.150)]
    [InlineData(150, 4, 64 << 20, 1 / 0.150)]
    [InlineData(150, 16, TenGigabit)]
    public void M15_the_rate_is_the_less_of_link_and_windows_over_rtt(
        double rttMilliseconds, int streams, double expected, double factor = 1)
    {
        NetworkPath path = new()
        {
            LinkBytesPerSecond = TenGigabit,
            RttSeconds = rttMilliseconds / 1e3,
            Streams = streams,
            WindowBytes = 16 << 20,
        };
        Assert.Equal(Math.Min(expected * factor, TenGigabit), path.BytesPerSecond, 3);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(150)]
    public void M15_every_control_exchange_costs_an_rtt(double rttMilliseconds)
    {
        double rtt = rttMilliseconds / 1e3;
        PredictionRequest request = new()
        {
            Memory = ByteSize.FromGiB(1),
            BandwidthBytesPerSecond = TenGigabit,
            RttSeconds = rtt,
            WindowBytes = 4 << 20,
            Streams = 2,
            Policy = StopPolicyKind.Xen,
        };
        PredictionResult result = MigrationPredictor.Predict(request);
        double rate = Math.Min(TenGigabit, 2 * (4 << 20) / rtt);
        // Hello, one round that is confirmed, and the switch.
        Assert.Equal(1, result.Rounds);
        Assert.Equal(((1 << 30) / rate) + (3 * rtt), result.TotalSeconds, 6);
        Assert.Equal(rtt, result.Downtime.TotalSeconds, 9);
        Assert.Equal(rtt, result.Downtime.ExchangeSeconds, 9);
    }

    [Theory]
    [InlineData(4096UL, 0.2e-3 + 3.2768e-6)]
    [InlineData(2UL << 20, 0.2e-3 + 1.6777e-3)]
    [InlineData(1UL << 30, 0.2e-3 + 0.8590)]
    public void M13_a_fault_costs_an_rtt_and_the_page_on_the_link(ulong pageBytes, double seconds)
    {
        NetworkPath path = new() { LinkBytesPerSecond = TenGigabit, RttSeconds = 0.2e-3 };
        Assert.Equal(1, path.FaultSeconds(pageBytes) / seconds, 3);
        Assert.Equal(path.FaultSeconds(pageBytes) + 1e-4, path.FaultSeconds(pageBytes, 1e-4), 9);
    }

    [Fact]
    public void What_is_no_path_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkPath { LinkBytesPerSecond = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkPath { LinkBytesPerSecond = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkPath { LinkBytesPerSecond = 1, RttSeconds = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkPath { LinkBytesPerSecond = 1, Streams = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkPath { LinkBytesPerSecond = 1, WindowBytes = 0 });
    }
}
