using PageEngine.Migration;

namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>What the predictor says against what the simulated hosts do, on the same writer.</summary>
public sealed class PredictorTests
{
    private const ulong Pages = 32_768;
    private const ulong WorkingSet = 16_384;
    private const long Bandwidth = 64 << 20;

    [Theory]
    [InlineData(StopPolicyKind.Qemu, 1_000)]
    [InlineData(StopPolicyKind.Qemu, 6_000)]
    [InlineData(StopPolicyKind.Xen, 6_000)]
    [InlineData(StopPolicyKind.CloudHypervisor, 6_000)]
    [InlineData(StopPolicyKind.VMotion, 10_000)]
    public void Prediction_and_simulation_agree(StopPolicyKind policy, double writesPerSecond)
    {
        PredictionResult predicted = MigrationPredictor.Predict(new PredictionRequest
        {
            Memory = ByteSize.FromPages(Pages),
            WorkingSet = ByteSize.FromPages(WorkingSet),
            DirtyPagesPerSecond = writesPerSecond,
            BandwidthBytesPerSecond = Bandwidth,
            Policy = policy,
            DeviceStateBytes = 65_536,
        });
        MigrationReport simulated = Simulate(policy, writesPerSecond);
        string both = $"{predicted.TotalSeconds} s {predicted.TransferredBytes} B {predicted.Downtime.TotalSeconds} s predicted, "
            + $"{simulated.TotalTime} {simulated.Bytes} B {simulated.Downtime.Total} simulated";
        Assert.True(Math.Abs((simulated.TotalTime.TotalSeconds / predicted.TotalSeconds) - 1) < 0.1, both);
        Assert.True(Math.Abs(((double)simulated.Bytes / predicted.TransferredBytes) - 1) < 0.1, both);
        Assert.True(Math.Abs((simulated.Downtime.Total.TotalSeconds / predicted.Downtime.TotalSeconds) - 1) < 0.25, both);
    }

    private static MigrationReport Simulate(StopPolicyKind policy, double writesPerSecond)
    {
        NicSpec card = new() { BitsPerSecond = Bandwidth * 8 };
        using TwoHosts hosts = new(first: TwoHosts.Host("a", 256) with { Nic = card }, second: TwoHosts.Host("b", 256) with { Nic = card });
        hosts.Start(TwoHosts.Spec(writesPerSecond: writesPerSecond, pages: Pages) with
        {
            Workload = new UniformWorkload { AccessesPerSecond = writesPerSecond, Memory = ByteSize.FromPages(WorkingSet) },
        });
        for (ulong page = 0; page < Pages; page++)
        {
            hosts.Machine.Access(new GuestFrameNumber(page), new PageToken(page + 1));
        }

        Migration move = hosts.Finish(hosts.Move(new PreCopy { Policy = policy }));
        Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
        return move.Report;
    }
}
