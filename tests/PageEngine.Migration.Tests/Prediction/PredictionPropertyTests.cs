using static PageEngine.Migration.Tests.Samples;

namespace PageEngine.Migration.Tests;

/// <summary>What holds of every prediction, over drawn requests; a failure prints its seed.</summary>
public sealed class PredictionPropertyTests
{
    [Fact]
    public void Every_prediction_keeps_its_books()
    {
        for (int seed = 0; seed < 120; seed++)
        {
            Random random = new(seed);
            PredictionRequest request = Draw(random);
            PredictionResult result = MigrationPredictor.Predict(request);
            string label = $"seed {seed}: {request}";

            Assert.True(result.TotalSeconds >= result.Downtime.TotalSeconds, label);
            Assert.True(result.RemainingPages <= request.Memory.Pages, label);
            Assert.Equal(result.Outcome == PredictionOutcome.NotConverging, result.Downtime.TotalSeconds == 0
                && result.Advice.Count > 0 && result.Advice[0].StartsWith("It does not", StringComparison.Ordinal));
            PredictedPageCounts detailed = default;
            ulong bytes = 0;
            foreach (PredictedRound round in result.RoundsDetail)
            {
                Assert.Equal(round.Pages.Total, round.Round.Pages);
                Assert.True(round.Round.RemainingPages <= request.Memory.Pages, label);
                detailed += round.Pages;
                bytes += round.WireBytes;
            }

            Assert.True(detailed.Total <= result.Pages.Total, label);
            Assert.True(bytes <= result.TransferredBytes + (ulong)result.RoundsDetail.Count, label);
            if (result.Outcome == PredictionOutcome.Completed)
            {
                // Every page crosses at least once, and what is sent last is what was left.
                Assert.True(result.Pages.Total >= request.Memory.Pages, label);
                Assert.True(result.TransferredBytes >= result.Pages.Total * 9, label);
            }
        }
    }

    [Fact]
    public void Every_prediction_is_the_same_each_time_with_and_without_a_seed()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            PredictionRequest request = Draw(new Random(seed)) with
            {
                Memory = ByteSize.FromMiB(64),
                Seed = seed % 2 == 0 ? (ulong)seed : null,
            };
            PredictionResult one = MigrationPredictor.Predict(request, new XenStopPolicy());
            PredictionResult two = MigrationPredictor.Predict(request, new XenStopPolicy());
            Assert.Equal(one with { RoundsDetail = [] }, two with { RoundsDetail = [] });
            Assert.Equal(one.RoundsDetail, two.RoundsDetail);
        }
    }

    [Theory]
    [InlineData(WritePattern.Uniform)]
    [InlineData(WritePattern.Sequential)]
    [InlineData(WritePattern.HotCold)]
    public void Expected_values_are_near_a_run_in_which_every_write_is_drawn(WritePattern pattern)
    {
        for (int seed = 0; seed < 30; seed++)
        {
            Random random = new(seed);
            PredictionRequest request = new()
            {
                Memory = ByteSize.FromMiB((ulong)random.Next(64, 257)),
                ZeroFraction = random.NextDouble() * 0.4,
                WorkingSet = ByteSize.FromMiB((ulong)random.Next(16, 64)),
                DirtyPagesPerSecond = random.Next(100, 6000),
                Pattern = pattern,
                BandwidthBytesPerSecond = 32 * MiB,
                SwitchoverBandwidthBytesPerSecond = GiB,
                AutoConverge = random.Next(2) == 0 ? new AutoConvergeOptions() : null,
            };
            PredictionResult expected = MigrationPredictor.Predict(request with
            {
                Overlap = pattern == WritePattern.Sequential ? WriteOverlap.Disjoint : WriteOverlap.Independent,
            });
            PredictionResult drawn = MigrationPredictor.Predict(request with { Seed = (ulong)seed });
            Assert.Equal(expected.Outcome, drawn.Outcome);
            // Where a sweep stands when the rounds end makes that much of a difference.
            double tolerance = pattern == WritePattern.Sequential ? 0.2 : 0.1;
            Assert.Equal(1, expected.TotalSeconds / drawn.TotalSeconds, tolerance);
            Assert.Equal(1, (double)expected.TransferredBytes / drawn.TransferredBytes, tolerance);
        }
    }

    [Fact]
    public void Deltas_of_expected_values_are_near_those_of_a_cache_that_is_run()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            PredictionRequest request = new()
            {
                Memory = ByteSize.FromMiB(256),
                WorkingSet = ByteSize.FromMiB((ulong)random.Next(16, 64)),
                DirtyPagesPerSecond = random.Next(2000, 7000),
                BandwidthBytesPerSecond = 32 * MiB,
                SwitchoverBandwidthBytesPerSecond = GiB,
                XbzrleCache = ByteSize.FromMiB(64),
            };
            PredictionResult expected = MigrationPredictor.Predict(request with { Overlap = WriteOverlap.Independent });
            PredictionResult drawn = MigrationPredictor.Predict(request with { Seed = (ulong)seed });
            Assert.InRange(expected.TotalSeconds / drawn.TotalSeconds, 0.9, 1.1);
            Assert.InRange((double)expected.TransferredBytes / drawn.TransferredBytes, 0.9, 1.1);
        }
    }

    private static PredictionRequest Draw(Random random)
    {
        ulong mebibytes = (ulong)(1 << random.Next(0, 14));
        double bandwidth = Math.Pow(2, random.Next(20, 34));
        return new PredictionRequest
        {
            Memory = new ByteSize((mebibytes << 20) + (ulong)random.Next(0, 100_000)),
            ZeroFraction = random.Next(3) == 0 ? random.NextDouble() : 0,
            DuplicateFraction = random.Next(3) == 0 ? random.NextDouble() : 0,
            WorkingSet = random.Next(4) == 0 ? null : new ByteSize((ulong)random.NextInt64(0, (long)mebibytes << 21)),
            DirtyPagesPerSecond = random.Next(8) == 0 ? 0 : bandwidth / Page.Size * Math.Pow(10, (random.NextDouble() * 4) - 3),
            Pattern = (WritePattern)random.Next(3),
            BandwidthBytesPerSecond = bandwidth,
            SwitchoverBandwidthBytesPerSecond = random.Next(2) == 0 ? null : bandwidth * 8,
            DowntimeLimitSeconds = random.Next(10) == 0 ? 0 : Math.Pow(10, (random.NextDouble() * 3) - 3),
            Policy = (StopPolicyKind)random.Next(6),
            XbzrleCache = random.Next(3) == 0 ? new ByteSize((ulong)random.Next(0, 1 << 28)) : null,
            BytesPerWrite = random.Next(1, 4097),
            CompressionRatio = random.Next(3) == 0 ? 0.4 : 1,
            AutoConverge = random.Next(3) == 0 ? new AutoConvergeOptions() : null,
            PostCopyAfterRounds = random.Next(4) == 0 ? random.Next(4) : null,
            RttSeconds = random.Next(4) == 0 ? 0.1 : 0,
            Streams = random.Next(1, 4),
            WindowBytes = random.Next(3) == 0 ? 1 << 20 : null,
            SyncSeconds = random.Next(4) == 0 ? 0.05 : 0,
            DeviceStateBytes = (ulong)random.Next(0, 1 << 20),
        };
    }
}
