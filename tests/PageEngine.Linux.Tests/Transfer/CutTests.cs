namespace PageEngine.Linux.Tests;

/// <summary>The connection ends at every place where it can; a side is killed at every place where it can be.</summary>
public sealed class CutTests
{
    private const int Pages = 24;

    /// <summary>What happens to the connection and its ends.</summary>
    public enum Fate
    {
        /// <summary>It is lost, and there is no other.</summary>
        Lost,

        /// <summary>It is lost, and there are others.</summary>
        LostAndMadeAgain,

        /// <summary>It is lost twice at the same place.</summary>
        LostTwice,

        /// <summary>The receiver is killed and started anew with its record.</summary>
        ReceiverKilled,

        /// <summary>The receiver is killed and started anew, and its record is gone.</summary>
        ReceiverKilledWithoutRecord,
    }

    [Theory]
    [InlineData(Fate.Lost, false)]
    [InlineData(Fate.Lost, true)]
    [InlineData(Fate.LostAndMadeAgain, false)]
    [InlineData(Fate.LostAndMadeAgain, true)]
    [InlineData(Fate.LostTwice, false)]
    [InlineData(Fate.LostTwice, true)]
    [InlineData(Fate.ReceiverKilled, false)]
    [InlineData(Fate.ReceiverKilled, true)]
    [InlineData(Fate.ReceiverKilledWithoutRecord, false)]
    [InlineData(Fate.ReceiverKilledWithoutRecord, true)]
    public void Wherever_it_ends_there_is_one_owner_and_nothing_is_lost(Fate fate, bool isPostCopy)
    {
        (long[] ups, long[] downs) = Places(isPostCopy);
        foreach (long up in ups)
        {
            Check(fate, isPostCopy, (up, long.MaxValue));
        }

        foreach (long down in downs)
        {
            Check(fate, isPostCopy, (long.MaxValue, down));
        }
    }

    /// <summary>Behind each write, a byte before it, a byte after it, and in its middle.</summary>
    private static (long[] Ups, long[] Downs) Places(bool isPostCopy)
    {
        using TestSource source = new(Pages, seed: 1, writesPerLook: 1);
        using Rig rig = new(new TestDestination());
        using TransferSender sender = new(source, source, Options(isPostCopy));
        Assert.Equal(TransferOutcome.Completed, sender.Run(rig.Connect).Outcome);
        rig.Finish();
        return (Around(rig.Pipes[0].UpWrites), Around(rig.Pipes[0].DownWrites));
    }

    private static long[] Around(IReadOnlyList<long> ends)
    {
        SortedSet<long> places = [0];
        long start = 0;
        foreach (long end in ends)
        {
            places.UnionWith([(start + end) / 2, end - 1, end, end + 1]);
            start = end;
        }

        places.Remove(start);
        places.Remove(start + 1);
        return [.. places];
    }

    private static TransferOptions Options(bool isPostCopy)
    {
        TransferOptions options = LiveTransferTests.Options(rounds: 2);
        return isPostCopy
            ? options with { Rounds = new Migration.PreCopyOptions { PostCopyAfterRounds = 1 } }
            : options;
    }

    private static void Check(Fate fate, bool isPostCopy, (long Up, long Down) cut)
    {
        string path = Path.Combine(Path.GetTempPath(), $"pageengine-{Guid.NewGuid():N}");
        bool hasRecord = fate == Fate.ReceiverKilled;
        string place = $"{fate}, post-copy {isPostCopy}, cut {cut}";
        using TestSource source = new(Pages, seed: 1, writesPerLook: 1);
        using Rig rig = new(new TestDestination(), recordPath: hasRecord ? path : null)
        {
            Connections = fate == Fate.Lost ? 1 : 4,
            KillsReceiver = fate is Fate.ReceiverKilled or Fate.ReceiverKilledWithoutRecord,
        };
        rig.Cuts.Enqueue(cut);
        if (fate == Fate.LostTwice)
        {
            rig.Cuts.Enqueue(cut);
        }

        using TransferSender sender = new(source, source, Options(isPostCopy));
        TransferReport report = sender.Run(rig.Connect);
        rig.Finish();
        Judge(report, source, rig, fate, place);
        if (report.Outcome == TransferOutcome.Cancelled)
        {
            TryOnceMore(source, report, place);
        }

        File.Delete(path);
        File.Delete(path + ".lock");
    }

    private static void Judge(TransferReport report, TestSource source, Rig rig, Fate fate, string place)
    {
        int owners = (source.IsRunning ? 1 : 0) + rig.Activations;
        Assert.True(owners <= 1, $"{place}: {owners} owners");
        switch (report.Outcome)
        {
            case TransferOutcome.Completed:
                Assert.True(rig.Activations == 1, place);
                Assert.True(
                    rig.KillsReceiver || source.Bytes.AsSpan().SequenceEqual(rig.Destination.Bytes), place);
                break;
            case TransferOutcome.Cancelled:
                Assert.True(source.IsRunning, place);
                break;
            case TransferOutcome.InDoubt or TransferOutcome.PostCopyPaused:
                // The source keeps its copy; the receiver has the guest, or can still be asked.
                Assert.False(source.IsRunning, place);
                Assert.True(fate is Fate.Lost or Fate.ReceiverKilledWithoutRecord, $"{place}: {report.Reason}");
                Assert.True(
                    rig.KillsReceiver || rig.Receiver.State is HandOverState.Prepared or HandOverState.Active or HandOverState.Complete,
                    $"{place}: {rig.Receiver.State}");
                break;
            default:
                Assert.True(rig.KillsReceiver && rig.Activations == 1, place);
                break;
        }
    }

    /// <summary>A guest that stayed can be moved again, with everything that it wrote meanwhile.</summary>
    private static void TryOnceMore(TestSource source, TransferReport failed, string place)
    {
        TestDestination destination = new();
        using Rig rig = new(destination);
        using TransferSender sender = new(
            source, source, LiveTransferTests.Options(rounds: 1) with { Replaces = failed.Id });
        Assert.Equal(TransferOutcome.Completed, sender.Run(rig.Connect).Outcome);
        rig.Finish();
        Assert.True(source.Bytes.AsSpan().SequenceEqual(destination.Bytes), place);
    }
}
