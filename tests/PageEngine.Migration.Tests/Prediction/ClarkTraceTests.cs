namespace PageEngine.Migration.Tests;

/// <summary>M8: two migrations of 2005, fed as traces of what was dirtied in each round.</summary>
public sealed class ClarkTraceTests
{
    private const double MB = 1 << 20;
    private const double Megabit = 1e6 / 8;

    // What the published last copy implies of the link: 18.2 MB in 201 ms.
    private const double LinkMegabits = 760;

    private static readonly double[] Specweb =
        [676.8, 126.7, 39.0, 28.4, 24.2, 16.7, 14.2, 15.3, 18.2];

    private static readonly double[] Quake =
        [56.3, 20.4, 4.6, 1.6, 1.2, .9, 1.2, 1.1, .8, .2, .1];

    [Fact]
    public void M8_specweb_sends_all_the_rounds_of_its_trace()
    {
        PredictionResult result = Replay(Specweb, activationSeconds: 0.009);

        AssertTotal(Specweb, result);
        // The first round: 676.8 MB at 100 Mb/s.
        Assert.InRange(result.RoundsDetail[0].Round.DurationNanoseconds / 1e9 / (676.8 * MB / (100 * Megabit)), 0.99, 1.01);
        Assert.InRange(result.RemainingPages * Page.Size / MB / 18.2, 0.97, 1.03);
        Assert.InRange(result.Downtime.MemorySeconds * 1e3 / 201, 0.97, 1.03);
        Assert.InRange(result.Downtime.TotalSeconds * 1e3 / 210, 0.97, 1.03);
    }

    [Fact]
    public void M8_quake_sends_all_the_rounds_of_its_trace()
    {
        PredictionResult result = Replay(Quake, activationSeconds: 0);

        AssertTotal(Quake, result);
        // 0.1 MB is 25.6 pages.
        Assert.InRange(result.RemainingPages, 25UL, 27UL);
        Assert.InRange(result.Downtime.TotalSeconds * 1e3, 0, 60);
    }

    [Fact]
    public void M8_the_rate_starts_at_100_megabits_and_follows_what_is_dirtied()
    {
        PredictionResult result = Replay(Specweb, activationSeconds: 0);
        double[] megabits = [.. result.RoundsDetail.Select(round => round.Round.BandwidthBytesPerSecond / Megabit)];
        Assert.All(megabits, rate => Assert.InRange(rate, 99.9, 500.1));
        Assert.Equal(100, megabits[0], 0.1);
        Assert.Equal(100, megabits[1], 0.1);
        for (int i = 3; i < megabits.Length; i++)
        {
            Assert.True(megabits[i] > megabits[i - 1], $"round {i}: {megabits[i]}");
            double dirtied = result.RoundsDetail[i - 1].Round.DirtyPagesPerSecond * Page.Size / Megabit;
            Assert.Equal(dirtied + 50, megabits[i], 0.5);
        }
    }

    private static PredictionResult Replay(double[] rounds, double activationSeconds)
    {
        AdaptiveRate rate = new();
        List<TracePeriod> periods = [];
        double bytesPerSecond = rate.Next(0);
        for (int i = 0; i + 1 < rounds.Length; i++)
        {
            double seconds = rounds[i] * MB / bytesPerSecond;
            periods.Add(new TracePeriod(seconds, rounds[i + 1] * MB));
            bytesPerSecond = rate.Next(rounds[i + 1] * MB / seconds);
        }

        PredictionRequest request = new()
        {
            Memory = new ByteSize((ulong)(rounds[0] * MB)),
            Writer = new TraceDirtyModel(periods),
            BandwidthBytesPerSecond = LinkMegabits * Megabit,
            SwitchoverBandwidthBytesPerSecond = LinkMegabits * Megabit,
            RateAdaptation = rate,
            ActivationSeconds = activationSeconds,
        };
        return MigrationPredictor.Predict(request, new FixedRoundsStopPolicy(rounds.Length - 1));
    }

    private static void AssertTotal(double[] rounds, PredictionResult result)
    {
        // Exact to the digit that was printed: rounds are whole pages, so their times differ from the trace's by that.
        Assert.Equal(rounds.Sum(), result.Pages.Total * Page.Size / MB, 0.06);
        Assert.Equal(rounds.Length - 1, result.Rounds);
        for (int i = 0; i + 1 < rounds.Length; i++)
        {
            Assert.Equal(rounds[i], result.RoundsDetail[i].Round.Pages * Page.Size / MB, 0.06);
        }
    }
}
