namespace PageEngine.Migration.Tests;

public sealed class GeometricModelTests
{
    private const double GiB = 1 << 30;

    [Theory]
    [InlineData(.25, 3, 10.625, 125)]
    [InlineData(.5, 5, 15.75, 250)]
    [InlineData(.9, 32, 77.5277, 274.69)]
    public void M2_rounds_bytes_and_times_of_the_geometric_series(
        double dirtyGiB, int rounds, double totalGiB, double lastMilliseconds)
    {
        GeometricModel model = new(8 * GiB, GiB, dirtyGiB * GiB);
        Assert.Equal(rounds, model.RoundsFor(0.3));
        Assert.InRange(model.TotalBytes(rounds) / GiB / totalGiB, 1 - 1e-6, 1 + 1e-6);
        Assert.Equal(model.TotalBytes(rounds) / GiB, model.TotalSeconds(rounds), 12);
        Assert.InRange(model.DowntimeSeconds(rounds) * 1e3 / lastMilliseconds, 1 - 2e-5, 1 + 2e-5);
    }

    [Theory]
    [InlineData(.25, 3)]
    [InlineData(.5, 5)]
    [InlineData(.9, 32)]
    public void M2_pages_follow_the_series_within_a_page_a_round(double dirtyGiB, int rounds)
    {
        // A sweep over the whole memory hits different pages for as long as a round takes, as the model has it.
        PredictionRequest request = new()
        {
            Memory = ByteSize.FromGiB(8),
            Pattern = WritePattern.Sequential,
            DirtyPagesPerSecond = dirtyGiB * GiB / Page.Size,
            BandwidthBytesPerSecond = GiB,
            Policy = StopPolicyKind.CloudHypervisor,
        };
        PredictionResult result = MigrationPredictor.Predict(request);
        GeometricModel model = new(8 * GiB, GiB, dirtyGiB * GiB);

        Assert.Equal(rounds, result.Rounds);
        Assert.Equal(0, result.RemainingPages - (model.RoundBytes(rounds) / Page.Size), 1.0);
        foreach (PredictedRound round in result.RoundsDetail)
        {
            Assert.Equal(0, round.Round.Pages - (model.RoundBytes(round.Round.Index) / Page.Size), 1.0);
        }

        Assert.Equal(0, result.Pages.Total - (model.TotalBytes(rounds) / Page.Size), rounds + 1.0);
    }

    [Fact]
    public void A_round_that_fits_its_limit_exactly_is_the_last()
    {
        for (int n = 1; n < 20; n++)
        {
            GeometricModel model = new(8 * GiB, GiB, 0.5 * GiB);
            Assert.Equal(n, model.RoundsFor(8 * Math.Pow(0.5, n)));
        }
    }

    [Fact]
    public void The_edges_of_the_series_are_what_they_must_be()
    {
        Assert.Null(new GeometricModel(8, 1, 1).RoundsFor(0.5));
        Assert.Null(new GeometricModel(8, 1, 2).RoundsFor(0.5));
        Assert.Equal(0, new GeometricModel(8, 1, 2).RoundsFor(8));
        Assert.Equal(1, new GeometricModel(8, 1, 0).RoundsFor(0.5));
        Assert.Equal(24, new GeometricModel(8, 1, 1).TotalBytes(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeometricModel(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeometricModel(1, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeometricModel(1, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeometricModel(1, 1, 1).RoundsFor(0));
    }

    [Fact]
    public void M4_rounds_over_a_working_set_settle_at_the_fixed_point()
    {
        GeometricModel model = new(8 * GiB, GiB, 2 * GiB);
        double fixedPoint = model.FixedPointBytes(4 * GiB);
        Assert.InRange(fixedPoint / (1 << 20) / 3263.7, 0.9999, 1.0001);
        Assert.InRange(fixedPoint / GiB * 1e3 / 3187, 0.995, 1.005);
        Assert.Equal(fixedPoint, 4 * GiB * (1 - Math.Exp(-2 * fixedPoint / (4 * GiB))), 1.0);

        PredictionResult result = MigrationPredictor.Predict(
            new PredictionRequest
            {
                Memory = ByteSize.FromGiB(8),
                WorkingSet = ByteSize.FromGiB(4),
                DirtyPagesPerSecond = 2 * GiB / Page.Size,
                BandwidthBytesPerSecond = GiB,
            },
            new FixedRoundsStopPolicy(30));
        Assert.InRange(result.RemainingPages * Page.Size / fixedPoint, 0.995, 1.005);
        Assert.InRange(result.Downtime.TotalSeconds * 1e3 / 3187, 0.995, 1.005);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(1.01)]
    [InlineData(1.5)]
    [InlineData(20.0)]
    public void The_fixed_point_solves_its_equation_and_is_0_up_to_a_ratio_of_1(double ratio)
    {
        double x = new GeometricModel(100, 1, ratio).FixedPointBytes(10) / 10;
        Assert.Equal(ratio > 1, x > 0);
        Assert.Equal(x, 1 - Math.Exp(-ratio * x), 9);
    }
}
