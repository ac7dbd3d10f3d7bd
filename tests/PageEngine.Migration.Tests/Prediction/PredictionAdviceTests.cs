using System.Globalization;
using System.Text.RegularExpressions;
using static PageEngine.Migration.Tests.Samples;

namespace PageEngine.Migration.Tests;

public sealed class PredictionAdviceTests
{
    [Fact]
    public void There_is_no_advice_where_nothing_is_amiss() =>
        Assert.Empty(MigrationPredictor.Predict(Guest(8, .25, 1)).Advice);

    [Theory]
    [InlineData(StopPolicyKind.Qemu)]
    [InlineData(StopPolicyKind.CloudHypervisor)]
    [InlineData(StopPolicyKind.Drain)]
    public void Following_the_advice_makes_it_converge(StopPolicyKind policy)
    {
        PredictionRequest request = Guest(8, 2, 4) with { Policy = policy };
        PredictionResult result = MigrationPredictor.Predict(request);
        Assert.Equal(PredictionOutcome.NotConverging, result.Outcome);
        Assert.StartsWith("It does not converge", result.Advice[0], StringComparison.Ordinal);

        double limit = Number(result.Advice[1], "downtime limit of ([0-9]+) ms");
        Assert.Equal(PredictionOutcome.Completed, Outcome(request with { DowntimeLimitSeconds = limit / 1e3 }));
        Assert.Equal(PredictionOutcome.NotConverging, Outcome(request with { DowntimeLimitSeconds = limit * 0.98 / 1e3 }));

        double bandwidth = Number(result.Advice[2], "bandwidth of ([0-9.]+) GiB/s");
        Assert.Equal(PredictionOutcome.Completed, Outcome(request with { BandwidthBytesPerSecond = bandwidth * 1.01 * GiB }));
        Assert.Equal(PredictionOutcome.NotConverging, Outcome(request with { BandwidthBytesPerSecond = bandwidth * 0.98 * GiB }));

        int throttle = (int)Number(result.Advice[3], "vCPUs to ([0-9]+) %");
        Assert.Equal(PredictionOutcome.Completed, Outcome(request with { FixedThrottlePercent = throttle }));
        Assert.Equal(PredictionOutcome.NotConverging, Outcome(request with { FixedThrottlePercent = throttle - 1 }));

        double postCopy = Number(result.Advice[4], "takes ([0-9.]+) s in all");
        Assert.Equal(postCopy, MigrationPredictor.Predict(request with { PostCopyAfterRounds = 1 }).TotalSeconds, 0.06);
    }

    [Fact]
    public void A_downtime_over_the_limit_is_said_although_it_completes()
    {
        PredictionResult result = MigrationPredictor.Predict(Guest(8, 2, 4) with { Policy = StopPolicyKind.Xen });
        Assert.Equal(PredictionOutcome.Completed, result.Outcome);
        Assert.Contains("over the limit of 300 ms", result.Advice[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_that_holds_the_link_back_is_named()
    {
        PredictionResult result = MigrationPredictor.Predict(Guest(1, 0.5, 0.5) with
        {
            RttSeconds = 0.1,
            WindowBytes = 1 << 20,
        });
        Assert.Equal(PredictionOutcome.NotConverging, result.Outcome);
        Assert.Contains(result.Advice, line => line.Contains("more streams or a larger window", StringComparison.Ordinal));
    }

    [Fact]
    public void Advice_reads_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        IReadOnlyList<string> advice = MigrationPredictor.Predict(Guest(8, 2, 4)).Advice;
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(advice, MigrationPredictor.Predict(Guest(8, 2, 4)).Advice);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static PredictionOutcome Outcome(PredictionRequest request) => MigrationPredictor.Predict(request).Outcome;

    private static double Number(string text, string pattern)
    {
        Match match = Regex.Match(text, pattern);
        Assert.True(match.Success, text);
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
