using FsCheck.Xunit;
using static PageEngine.Simulation.Tests.ReclaimSamples;

namespace PageEngine.Simulation.Tests;

public sealed class UnmergeForecastTests
{
    [Fact]
    public void R14_a_storm_needs_what_sharing_had_saved()
    {
        // Ten guests that share 1000 frames whole: nine copies of each; and 50 pages of zeros without a frame.
        UnmergeForecast forecast = new(Guests(10, new(2000, 1000, 50, 100)), sharedFrames: 1000);
        Assert.Equal((10UL * 1000) - 1000 + 500, forecast.StormFrames);
        Assert.Equal(forecast.StormFrames, forecast.FramesWithin(long.MaxValue));
        Assert.Equal(0UL, forecast.FramesWithin(0));
    }

    [Fact]
    public void R14_the_counts_of_the_sharer_forecast_a_real_storm_to_the_frame()
    {
        using PageHost host = new(ByteSize.FromMiB(16));
        List<GuestMemory> guests = [];
        byte[] page = new byte[Page.Size];
        for (int i = 0; i < 4; i++)
        {
            GuestMemory guest = host.AddGuest($"guest {i}", ByteSize.FromPages(256));
            guests.Add(guest);
            for (ulong number = 0; number < 200; number++)
            {
                page.AsSpan().Fill((byte)(1 + (number % 40)));
                guest.Write(number * Page.Size, page);
            }
        }

        host.Sharer.ScanOnce();
        SharingReport report = host.Sharer.ScanOnce();
        ulong merged = report.PagesShared + report.PagesSharing;
        Assert.Equal(800UL, merged);
        UnmergeForecast forecast = new(Guests(4, new(256, merged / 4, 0, 1000)), report.PagesShared);
        uint before = host.Store.UsedFrames;
        foreach (GuestMemory guest in guests)
        {
            for (ulong number = 0; number < 200; number++)
            {
                guest.Write(number * Page.Size, [0xFF, (byte)number]);
            }
        }

        Assert.Equal(forecast.StormFrames, host.Store.UsedFrames - before);
    }

    [Fact]
    public void R14_with_headroom_the_reclaim_keeps_up_and_without_it_the_host_runs_out()
    {
        UnmergeForecast forecast = new(Guests(19, new(1_000_000, 400_000, 0, 20_000)), sharedFrames: 400_000);
        HeadroomOptions options = new() { ReactionTime = 2 * Second, ReclaimPagesPerSecond = 50_000, SafetyFactor = 1 };
        HeadroomPolicy policy = new(options);
        ulong held = policy.FramesToHold(forecast);
        Assert.InRange(held, 1UL, forecast.StormFrames);
        Assert.True(Survives(forecast, held, options));
        Assert.False(Survives(forecast, held - (held / 20), options));
        Assert.Equal(0UL, HeadroomPolicy.None.FramesToHold(forecast));
        Assert.Equal(held - 100, policy.PagesToReclaim(forecast, 100));
        Assert.True(policy.Allows(forecast, held + 10, 10));
        Assert.False(policy.Allows(forecast, held + 10, 11));
        Assert.True(HeadroomPolicy.None.Allows(forecast, 10, 10));
    }

    [Fact]
    public void The_time_until_exhaustion_follows_the_law_of_distinct_pages()
    {
        // M0: U(t) = N(1 − (1 − 1/N)^(wt)), of which half the pages are merged.
        const double Pages = 100_000;
        UnmergeForecast forecast = new([new(100_000, 50_000, 0, 10_000)], sharedFrames: 1000);
        double tenSeconds = 50_000 * (1 - Math.Pow(1 - (1 / Pages), 100_000));
        Assert.Equal((ulong)Math.Ceiling(tenSeconds), forecast.FramesWithin(10 * Second));
        long time = forecast.TimeUntilExhausted((ulong)tenSeconds);
        Assert.InRange(time, 9.99 * Second, 10 * Second);
        Assert.Equal(long.MaxValue, forecast.TimeUntilExhausted(49_000));
        Assert.InRange(forecast.TimeUntilExhausted(0), 1, Second / 1000);
        Assert.Equal(long.MaxValue, new UnmergeForecast([new(100, 50, 0, 0)], 1).TimeUntilExhausted(0));
    }

    [Fact]
    public void A_guest_of_one_page_is_written_by_the_first_write()
    {
        UnmergeForecast forecast = new([new(1, 1, 0, 1), new(1, 1, 0, 0)], sharedFrames: 1);
        Assert.Equal(1UL, forecast.StormFrames);
        Assert.Equal(1UL, forecast.FramesWithin(1));
    }

    [Fact]
    public void A_share_of_the_whole_storm_can_be_held_whatever_the_rates()
    {
        UnmergeForecast idle = new(Guests(5, new(1000, 800, 0, 0)), sharedFrames: 800);
        Assert.Equal(0UL, new HeadroomPolicy().FramesToHold(idle));
        Assert.Equal(1600UL, new HeadroomPolicy(new HeadroomOptions { MinStormShare = 0.5 }).FramesToHold(idle));
        Assert.Equal(3200UL, new HeadroomPolicy(new HeadroomOptions { MinStormShare = 1 }).FramesToHold(idle));
        UnmergeForecast busy = new(Guests(5, new(1000, 800, 0, 1e9)), sharedFrames: 800);
        Assert.Equal(3200UL, new HeadroomPolicy(new HeadroomOptions { SafetyFactor = 100 }).FramesToHold(busy));
        Assert.Equal(3200UL, new HeadroomPolicy(new HeadroomOptions { ReclaimPagesPerSecond = 0 }).FramesToHold(busy));
    }

    [Fact]
    public void A_host_of_16_TiB_does_not_overflow()
    {
        ulong pages = ByteSize.FromTiB(16).Pages;
        UnmergeForecast forecast = new(Guests(64, new(pages, pages, 0, 1e12)), sharedFrames: 1);
        Assert.Equal((64 * pages) - 1, forecast.StormFrames);
        Assert.InRange(forecast.TimeUntilExhausted(pages), 1, Second);
        Assert.True(new HeadroomPolicy().FramesToHold(forecast) <= forecast.StormFrames);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new UnmergeForecast([new(0, 0, 0, 0)], 0));
        Assert.Throws<ArgumentException>(() => new UnmergeForecast([new(10, 6, 5, 0)], 0));
        Assert.Throws<ArgumentException>(() => new UnmergeForecast([new(10, ulong.MaxValue, 1, 0)], 0));
        Assert.Throws<ArgumentException>(() => new UnmergeForecast([new(10, 5, 0, -1)], 0));
        Assert.Throws<ArgumentException>(() => new UnmergeForecast([new(10, 5, 0, double.NaN)], 0));
        Assert.Throws<ArgumentException>(() => new UnmergeForecast([new(10, 5, 0, 0)], 6));
        UnmergeForecast forecast = new([], 0);
        Assert.Equal(long.MaxValue, forecast.TimeUntilExhausted(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => forecast.FramesWithin(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => forecast.HeadroomFor(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => forecast.HeadroomFor(0, double.NaN));
        HeadroomOptions[] wrong =
        [
            new() { MinStormShare = 2 }, new() { ReactionTime = -1 }, new() { ReclaimPagesPerSecond = -1 },
            new() { SafetyFactor = 0.9 }, new() { SafetyFactor = double.NaN },
        ];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => new HeadroomPolicy(options)));
    }

    [Property]
    public void More_time_needs_more_frames_and_more_frames_last_longer(
        (ushort Pages, ushort Merged, ushort Zero, uint Rate)[] raw, ushort shared, uint first, uint second)
    {
        UnmergeGuest[] guests = Array.ConvertAll(raw, item =>
        {
            ulong pages = item.Pages + 1UL;
            ulong merged = item.Merged % (pages + 1);
            return new UnmergeGuest(pages, merged, item.Zero % (pages - merged + 1), item.Rate % 100_000);
        });
        ulong sum = guests.Aggregate(0UL, (total, guest) => total + guest.MergedPages);
        UnmergeForecast forecast = new(guests, Math.Min(shared, sum));
        long early = Math.Min(first, second) * 10L;
        long late = Math.Max(first, second) * 10L;
        Assert.True(forecast.FramesWithin(early) <= forecast.FramesWithin(late));
        Assert.True(forecast.FramesWithin(late) <= forecast.StormFrames);
        ulong few = forecast.FramesWithin(early);
        Assert.True(forecast.TimeUntilExhausted(few) <= forecast.TimeUntilExhausted(few + 10));
        Assert.True(forecast.TimeUntilExhausted(few) >= early);
        Assert.True(forecast.HeadroomFor(early, 1000) <= forecast.HeadroomFor(late, 1000));
        Assert.True(forecast.HeadroomFor(early, 1000) >= forecast.HeadroomFor(early, 2000));
        Assert.True(forecast.HeadroomFor(early, 1000) >= few);
    }

    private static UnmergeGuest[] Guests(int count, UnmergeGuest guest)
    {
        UnmergeGuest[] guests = new UnmergeGuest[count];
        Array.Fill(guests, guest);
        return guests;
    }

    /// <summary>Plays the storm in steps of 10 ms against a reclaim that begins after the time to react.</summary>
    private static bool Survives(UnmergeForecast forecast, ulong free, HeadroomOptions options)
    {
        const long Step = Second / 100;
        for (long now = 0; now < 200 * Second; now += Step)
        {
            double freed = options.ReclaimPagesPerSecond * Math.Max(now - options.ReactionTime, 0) / Second;
            if (forecast.FramesWithin(now) > free + freed + 1)
            {
                return false;
            }
        }

        return true;
    }
}
