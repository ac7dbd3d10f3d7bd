using PageEngine.Migration;

namespace PageEngine.Linux.Tests;

/// <summary>A guest that writes while it moves arrives as it was when it was paused.</summary>
public sealed class LiveTransferTests
{
    private const int Pages = 150;

    internal static TransferOptions Options(int rounds = 3) => new()
    {
        Clock = new TestClock(),
        PagesPerFrame = 4,
        Policy = () => new FixedRoundsStopPolicy(rounds),
    };

    [Theory]
    [InlineData(TransferCompression.None, false, false)]
    [InlineData(TransferCompression.Lz4, false, false)]
    [InlineData(TransferCompression.Zstandard, true, true)]
    [InlineData(TransferCompression.None, true, false)]
    [InlineData(TransferCompression.None, false, true)]
    [InlineData(TransferCompression.Lz4, true, true)]
    public void What_arrives_is_what_the_source_has_when_it_is_paused(
        TransferCompression compression, bool deltas, bool references)
    {
        for (int seed = 1; seed <= 8; seed++)
        {
            TransferOptions options = Options(seed % 5) with
            {
                Compression = compression,
                DeltaCache = deltas ? ByteSize.FromPages((ulong)(seed * 25)) : null,
                ReferenceCache = references ? ByteSize.FromPages((ulong)(seed * 25)) : null,
            };
            using TestSource source = new(Pages, seed, writesPerLook: seed % 4);
            TransferReport report = Move(source, options, out TestDestination destination);
            Assert.True(report.Outcome == TransferOutcome.Completed, $"seed {seed}: {report.Reason}");
            Assert.True(source.Bytes.AsSpan().SequenceEqual(destination.Bytes), $"seed {seed}");
            Assert.Equal(1, destination.Activations);
            Assert.False(source.IsRunning);
            Assert.Equal("what the owner needs"u8, Assert.Single(destination.States).Data.Span);
            Assert.True(!references || report.Pages.PagesOf(PageEncoding.Reference) > 0, $"seed {seed}");
            Assert.True(!deltas || seed % 4 == 0 || seed % 5 < 2 || seed < 6 || report.Pages.PagesOf(PageEncoding.Delta) > 0, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(StopPolicyKind.Qemu)]
    [InlineData(StopPolicyKind.Xen)]
    [InlineData(StopPolicyKind.XenLegacy)]
    [InlineData(StopPolicyKind.VMotion)]
    [InlineData(StopPolicyKind.CloudHypervisor)]
    [InlineData(StopPolicyKind.Drain)]
    public void Every_policy_moves_a_guest(StopPolicyKind policy)
    {
        using TestSource source = new(Pages, seed: 5, writesPerLook: 1);
        TransferOptions options = Options() with
        {
            Policy = () => new TimeCapPolicy(StopPolicies.Create(policy), 10_000_000_000),
        };
        TransferReport report = Move(source, options, out TestDestination destination);
        Assert.True(report.Outcome == TransferOutcome.Completed, report.Reason);
        Assert.Equal(source.Bytes, destination.Bytes);
    }

    [Fact]
    public void A_round_sends_what_was_written_in_the_one_before_and_the_books_balance()
    {
        using TestSource source = new(Pages, seed: 9, writesPerLook: 2);
        TransferReport report = Move(source, Options(rounds: 4), out _);
        Assert.Equal(4, report.Rounds.Count);
        Assert.Equal((ulong)Pages, report.Rounds[0].Round.Pages);
        ulong sent = report.RemainingPages;
        for (int i = 0; i < report.Rounds.Count; i++)
        {
            sent += report.Rounds[i].Round.Pages;
            if (i > 0)
            {
                Assert.Equal(report.Rounds[i - 1].Round.RemainingPages, report.Rounds[i].Round.Pages);
            }
        }

        Assert.Equal(sent, report.Pages.PageCount);
        Assert.Equal(report.Downtime.Total, report.Downtime.Memory + report.Downtime.Collect + report.Downtime.Commit
            + report.Downtime.Activation + report.Downtime.Pause + report.Downtime.State);
        Assert.True(report.Downtime.Activation > 0);
    }

    [Fact]
    public void A_cap_holds_the_rounds_and_not_the_last_part()
    {
        TestClock clock = new();
        using TestSource source = new(Pages, seed: 3, writesPerLook: 0);
        TransferOptions options = Options(rounds: 1) with { Clock = clock, BytesPerSecond = 1_000_000 };
        TransferReport report = Move(source, options, out _);
        double seconds = report.Rounds[0].Round.DurationNanoseconds / 1e9;
        Assert.InRange(report.Rounds[0].Round.Bytes / seconds, 900_000, 1_150_000);
        Assert.InRange(clock.Waited / 1e9, seconds * 0.9, seconds);
    }

    [Fact]
    public void A_guest_that_writes_too_fast_is_throttled_and_let_go_when_it_stays()
    {
        using TestSource source = new(Pages, seed: 4, writesPerLook: 50);
        TransferOptions options = Options() with
        {
            BytesPerSecond = 100_000,
            Policy = () => new TimeCapPolicy(new QemuStopPolicy(0), 60_000_000_000),
            Rounds = new PreCopyOptions { AutoConverge = new AutoConvergeOptions() },
        };
        TestDestination destination = new();
        using Rig rig = new(destination);
        int highest = 0;
        using TransferSender sender = new(source, source, options);
        sender.Progress = progress => highest = Math.Max(highest, progress.ThrottlePercent);
        TransferReport report = sender.Run(rig.Connect);
        rig.Finish();
        Assert.InRange(highest, 20, 99);
        Assert.True(report.Outcome == TransferOutcome.Cancelled ? source.Throttled == 0 : source.Throttled > 0);
    }

    [Fact]
    public void A_policy_that_gives_up_leaves_the_guest_where_it_was()
    {
        using TestSource source = new(Pages, seed: 4, writesPerLook: 5);
        TransferOptions options = Options() with { Policy = () => new GivesUp() };
        TransferReport report = Move(source, options, out TestDestination destination);
        Assert.Equal(TransferOutcome.Cancelled, report.Outcome);
        Assert.Equal("the policy gave up", report.Reason);
        Assert.True(source.IsRunning);
        Assert.Equal(0, destination.Activations);
        Assert.False(destination.IsReserved);
    }

    [Fact]
    public void What_was_collected_and_did_not_arrive_is_given_back()
    {
        using TestSource source = new(Pages, seed: 4, writesPerLook: 2);
        DirtyBitmap before = new((ulong)Pages);
        TestDestination destination = new();
        using Rig rig = new(destination);
        rig.Cuts.Enqueue((900_000, long.MaxValue));
        using TransferSender sender = new(source, source, Options(rounds: 6));
        TransferReport report = sender.Run(rig.Connect);
        rig.Finish();
        Assert.Equal(TransferOutcome.Cancelled, report.Outcome);
        ulong dirtied = 0;
        foreach (TransferRound round in report.Rounds)
        {
            dirtied = Math.Max(dirtied, round.Round.DirtiedPages);
        }

        Assert.True(dirtied > 0 && source.Cursor.CountDirty() >= dirtied);
        before.Dispose();
    }

    [Theory]
    [InlineData(100, "at most")]
    [InlineData(70_000, "not so much memory")]
    public void A_guest_that_is_too_large_is_refused_with_a_reason(int mostPages, string reason)
    {
        using TestSource source = new(mostPages == 100 ? Pages : 66_000, seed: 4, writesPerLook: 1);
        ReceiverOptions receiver = new() { MaxMemory = ByteSize.FromPages((ulong)mostPages) };
        TransferReport report = Move(source, Options(), out TestDestination destination, receiver);
        Assert.Equal(TransferOutcome.Cancelled, report.Outcome);
        Assert.Contains(reason, report.Reason);
        Assert.True(source.IsRunning);
        Assert.False(destination.IsReserved);
    }

    [Fact]
    public void States_that_are_too_large_are_refused()
    {
        using TestSource source = new(Pages, seed: 4, writesPerLook: 1);
        source.States = [new(StateKind.Device, "disk", 1, new byte[3 << 20])];
        ReceiverOptions receiver = new() { MaxStates = ByteSize.FromMiB(2) };
        TransferReport report = Move(source, Options(), out _, receiver);
        Assert.Equal(TransferOutcome.Cancelled, report.Outcome);
        Assert.True(source.IsRunning);
    }

    internal static TransferReport Move(
        TestSource source, TransferOptions options, out TestDestination destination, ReceiverOptions? receiver = null)
    {
        destination = new TestDestination();
        using Rig rig = new(destination, receiver);
        using TransferSender sender = new(source, source, options);
        TransferReport report = sender.Run(rig.Connect);
        rig.Finish();
        return report;
    }

    private sealed class GivesUp : IStopPolicy
    {
        public string Name => "gives-up";

        public bool CountsSetupAsRound => false;

        public bool IsSettled(in MigrationProgress progress) => true;

        public StopDecision Decide(in MigrationProgress progress) =>
            progress.Round < 2 ? StopDecision.Send : StopDecision.GiveUp;
    }
}
