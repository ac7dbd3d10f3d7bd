namespace PageEngine.Migration.Tests;

/// <summary>M3: five guests' figures under five policies; all four figures of each row within 3 %.</summary>
public sealed class PolicyTableTests
{
    private const double Tolerance = 0.03;
    private const double MiB = 1 << 20;
    private const double GiB = 1 << 30;

    // Figures are printed to one digit behind the point in milliseconds and MiB; that much is theirs to lose.
    private const double Printed = 0.051;

    [Theory]
    [InlineData("idle", StopPolicyKind.Xen, 3, 0, 0, 4.03)]
    [InlineData("idle", StopPolicyKind.XenLegacy, 4, 0, 0, 4.03)]
    [InlineData("idle", StopPolicyKind.VMotion, 2, .28, .3, 4.03)]
    [InlineData("idle", StopPolicyKind.CloudHypervisor, 1, 28.2, 27.5, 4.03)]
    [InlineData("idle", StopPolicyKind.Qemu, 2, 283, 276, 4.03)]
    [InlineData("light", StopPolicyKind.Xen, 5, 3.0, 2.9, 9.12)]
    [InlineData("light", StopPolicyKind.XenLegacy, 8, .05, 0, 9.12)]
    [InlineData("light", StopPolicyKind.VMotion, 4, 12.1, 11.8, 9.12)]
    [InlineData("light", StopPolicyKind.CloudHypervisor, 2, 199, 194, 9.06)]
    [InlineData("light", StopPolicyKind.Qemu, 5, 304, 297, 9.10)]
    [InlineData("medium", StopPolicyKind.Xen, 5, 77.7, 75.9, 10.98)]
    [InlineData("medium", StopPolicyKind.XenLegacy, 15, .07, .1, 11.06)]
    [InlineData("medium", StopPolicyKind.VMotion, 8, 9.6, 9.3, 11.05)]
    [InlineData("medium", StopPolicyKind.CloudHypervisor, 4, 158, 155, 10.91)]
    [InlineData("medium", StopPolicyKind.Qemu, 8, 300, 293, 10.99)]
    [InlineData("over", StopPolicyKind.Xen, 5, 3279, 3203, 25.1)]
    [InlineData("over", StopPolicyKind.XenLegacy, 6, 3270, 3194, 28.3)]
    [InlineData("over", StopPolicyKind.VMotion, 9, 3264, 3188, 37.8)]
    public void M3_rows_of_the_table_come_out(
        string guest, StopPolicyKind policy, int rounds, double lastMiB, double downMilliseconds, double totalSeconds)
    {
        PredictionResult result = MigrationPredictor.Predict(GuestNamed(guest) with { Policy = policy });

        Assert.Equal(PredictionOutcome.Completed, result.Outcome);
        Assert.Equal(rounds, result.Rounds);
        AssertNear(lastMiB, result.RemainingPages * Page.Size / MiB);
        AssertNear(downMilliseconds, result.Downtime.TotalSeconds * 1e3);
        AssertNear(totalSeconds, result.TotalSeconds);
    }

    [Theory]
    [InlineData(StopPolicyKind.CloudHypervisor)]
    [InlineData(StopPolicyKind.Qemu)]
    [InlineData(StopPolicyKind.Drain)]
    public void M3_a_guest_that_dirties_twice_the_bandwidth_never_meets_a_downtime_limit(StopPolicyKind policy)
    {
        PredictionResult result = MigrationPredictor.Predict(GuestNamed("over") with { Policy = policy });

        Assert.Equal(PredictionOutcome.NotConverging, result.Outcome);
        Assert.NotEmpty(result.Advice);
    }

    [Fact]
    public void M3_auto_converge_ends_it_after_throttling_to_70_percent()
    {
        PredictionResult result = MigrationPredictor.Predict(GuestNamed("over") with
        {
            AutoConverge = new AutoConvergeOptions(),
        });

        Assert.Equal(PredictionOutcome.Completed, result.Outcome);
        Assert.Equal(70, result.ThrottlePercent);
        AssertNear(284, result.Downtime.TotalSeconds * 1e3);
        AssertNear(35.1, result.TotalSeconds);
    }

    private static PredictionRequest GuestNamed(string name) => name switch
    {
        "idle" => Guest(4, .01, .05),
        "light" => Guest(8, .25, 1),
        "medium" => Guest(8, .5, 2),
        _ => Guest(8, 2, 4),
    };

    private static PredictionRequest Guest(ulong memoryGiB, double dirtyGiB, double workingSetGiB) => new()
    {
        Memory = ByteSize.FromGiB(memoryGiB),
        WorkingSet = new ByteSize((ulong)(workingSetGiB * GiB)),
        DirtyPagesPerSecond = dirtyGiB * GiB / Page.Size,
        BandwidthBytesPerSecond = GiB,
    };

    private static void AssertNear(double expected, double actual) =>
        Assert.InRange(actual, (expected * (1 - Tolerance)) - Printed, (expected * (1 + Tolerance)) + Printed);
}
