using PageEngine.Migration;

namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>Dirty rates of simulated machines, measured in three ways.</summary>
public sealed class DirtyRateTests
{
    private const ulong Pages = 16_384;

    [Theory]
    [InlineData(DirtyRateMethod.Bitmap, 0.01)]
    [InlineData(DirtyRateMethod.Sampling, 0.07)]
    public void M1_A_uniform_writer_dirties_what_the_formula_says(DirtyRateMethod method, double tolerance)
    {
        // The published writer over a 64th of the memory, with a 64th of the rate: the same share in the same time.
        const double Writes = 3_015_100.0 / 16;
        using TwoHosts hosts = new(first: TwoHosts.Host("a", 256));
        hosts.Start(TwoHosts.Spec(pages: Pages + 1024) with
        {
            Workload = new UniformWorkload { AccessesPerSecond = Writes, WriteShare = 1, Memory = ByteSize.FromPages(Pages) },
        });
        foreach ((double seconds, double mebibytesOfGiB) in ((double, double)[])[(0.1, 6996), (0.2, 4606), (0.5, 2041)])
        {
            using DirtyRateMeasurement measurement = hosts.Machine.MeasureDirtyRate(method, samplesPerGiB: 100_000);
            hosts.Advance(seconds);
            DirtyRate rate = measurement.Finish();
            Assert.Equal(mebibytesOfGiB / 16, rate.BytesPerSecond / (1 << 20), tolerance * mebibytesOfGiB / 16);
            Assert.Throws<ObjectDisposedException>(() => measurement.Finish());
        }

        Assert.Null(hosts.Machine.Paged!.Watch);
    }

    [Fact]
    public void Rings_know_which_processor_wrote()
    {
        using TwoHosts hosts = new();
        hosts.Start(TwoHosts.Spec(pages: 4096) with
        {
            Vcpus = 2,
            Workloads =
            [
                new UniformWorkload { AccessesPerSecond = 3000, WriteShare = 1, Memory = ByteSize.FromPages(2000) },
                new UniformWorkload { AccessesPerSecond = 1000, WriteShare = 1, Memory = ByteSize.FromPages(1000) },
            ],
        });
        DirtyRateMeasurement measurement = hosts.Machine.MeasureDirtyRate(DirtyRateMethod.Ring);
        using DirtyRateMeasurement exact = hosts.Machine.MeasureDirtyRate();
        hosts.Advance(0.5);
        double first = measurement.RateOf(0).Pages;
        double second = measurement.RateOf(1).Pages;
        double all = measurement.Finish().Pages;
        Assert.Equal(all, first + second);
        Assert.Equal(exact.Finish().Pages, all);
        Assert.True(first > 0 && second > 0);
        Assert.Throws<NotSupportedException>(() => hosts.Machine.MeasureDirtyRate().RateOf(0));
    }

    [Fact]
    public void A_machine_that_moves_ends_its_measurements()
    {
        using TwoHosts hosts = new TwoHosts().Start();
        using DirtyRateMeasurement measurement = hosts.Machine.MeasureDirtyRate(DirtyRateMethod.Ring);
        hosts.Finish(hosts.Move(new PreCopy()));
        Assert.Throws<InvalidOperationException>(() => measurement.Finish());
    }
}
