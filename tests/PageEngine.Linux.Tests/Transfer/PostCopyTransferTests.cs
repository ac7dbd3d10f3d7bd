using PageEngine.Migration;

namespace PageEngine.Linux.Tests;

/// <summary>Hybrid post-copy: the guest runs at once, and what it lacks follows, each page once.</summary>
public sealed class PostCopyTransferTests
{
    private const int Pages = 300;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void M13_every_page_crosses_once_after_the_switch(int rounds)
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            using TestSource source = new(Pages, seed, writesPerLook: 1);
            TestDestination destination = new() { Expected = source.Bytes };
            using Rig rig = new(destination);
            using TransferSender sender = new(source, source, Options(rounds));
            TransferReport report = sender.Run(rig.Connect);
            destination.WaitForGuest();
            rig.Finish();
            Assert.True(report.Outcome == TransferOutcome.Completed, $"seed {seed}: {report.Reason}");
            Assert.Equal(0, destination.Differences);
            Assert.All(destination.Placed, static page => Assert.Equal(1, page.Value));
            Assert.Equal(report.RemainingPages, (ulong)destination.Placed.Count);
            Assert.Equal(report.RemainingPages, report.PostCopyPages);
            Assert.Equal(report.RemainingPages, rig.Receiver.PostCopyPagesReceived);
            ulong least = rounds == 0 ? Pages : report.Rounds[^1].Round.RemainingPages;
            Assert.InRange(report.RemainingPages, least, (ulong)Pages);
            Assert.Equal(0, report.Downtime.Memory);
        }
    }

    [Fact]
    public void A_connection_lost_in_post_copy_pauses_it_and_the_next_one_brings_what_is_missing()
    {
        for (int cut = 20_000; cut < 500_000; cut += 40_000)
        {
            using TestSource source = new(Pages, seed: 8, writesPerLook: 1);
            TestDestination destination = new() { Expected = source.Bytes };
            using Rig rig = new(destination);
            rig.Cuts.Enqueue((cut, long.MaxValue));
            rig.Cuts.Enqueue((100_000, long.MaxValue));
            using TransferSender sender = new(source, source, Options(rounds: 0));
            TransferReport report = sender.Run(rig.Connect);
            destination.WaitForGuest();
            rig.Finish();
            Assert.True(report.Outcome == TransferOutcome.Completed, $"cut {cut}: {report.Reason}");
            Assert.InRange(report.Reconnects, 1, 2);
            Assert.Equal(0, destination.Differences);
            Assert.All(destination.Placed, static page => Assert.Equal(1, page.Value));
            Assert.Equal(Pages, destination.Placed.Count);
        }
    }

    [Fact]
    public void A_move_that_stands_still_goes_on_when_it_is_run_again()
    {
        using TestSource source = new(Pages, seed: 8, writesPerLook: 1);
        TestDestination destination = new() { Expected = source.Bytes };
        using Rig rig = new(destination) { Connections = 1 };
        rig.Cuts.Enqueue((300_000, long.MaxValue));
        using TransferSender sender = new(source, source, Options(rounds: 0));
        TransferReport report = sender.Run(rig.Connect);
        Assert.Equal(TransferOutcome.PostCopyPaused, report.Outcome);
        Assert.Equal(MigrationStage.PostCopyPaused, sender.Stage);
        rig.Connections = 1;
        report = sender.Run(rig.Connect);
        destination.WaitForGuest();
        rig.Finish();
        Assert.Equal(TransferOutcome.Completed, report.Outcome);
        Assert.Equal(0, destination.Differences);
        Assert.Throws<InvalidOperationException>(() => sender.Run(rig.Connect));
    }

    [Fact]
    public void A_receiver_that_does_not_want_post_copy_says_so_before_anything_is_sent()
    {
        using TestSource source = new(Pages, seed: 8, writesPerLook: 1);
        TransferReport report = LiveTransferTests.Move(
            source, Options(rounds: 1), out _, new ReceiverOptions { AllowsPostCopy = false });
        Assert.Equal(TransferOutcome.Cancelled, report.Outcome);
        Assert.Contains("post-copy", report.Reason);
        Assert.Empty(report.Rounds);
    }

    private static TransferOptions Options(int rounds) => LiveTransferTests.Options(rounds: 9) with
    {
        Rounds = new PreCopyOptions { PostCopyAfterRounds = rounds },
    };
}
