namespace PageEngine.Linux.Tests;

/// <summary>The record of a hand-over, and what settles a transfer whose source is dead.</summary>
public sealed class HandOverRecordTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("pageengine-record-").FullName;

    private string RecordPath => Path.Combine(_directory, "record");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_was_written_is_there_when_it_is_opened_again()
    {
        Guid witness;
        Guid[] ids = [.. Enumerable.Range(0, 100).Select(static _ => Guid.NewGuid())];
        using (HandOverRecord record = HandOverRecord.Open(RecordPath))
        {
            witness = record.Witness;
            foreach (Guid id in ids)
            {
                record.Write(new HandOverEntry(id, HandOverState.Receiving, 5));
            }

            record.Write(new HandOverEntry(ids[70], HandOverState.Active, 7));
        }

        using HandOverRecord again = HandOverRecord.Open(RecordPath);
        Assert.Equal(witness, again.Witness);
        Assert.Equal(new HandOverEntry(ids[70], HandOverState.Active, 7), again.Last);
        Assert.Equal(HandOverState.Receiving, again.StateOf(ids[99]));
        Assert.Equal(HandOverState.Unknown, again.StateOf(ids[0]));
    }

    [Fact]
    public void A_record_that_is_open_cannot_be_opened()
    {
        using HandOverRecord record = HandOverRecord.Open(RecordPath);
        Assert.Contains("another process", Assert.Throws<IOException>(() => HandOverRecord.Open(RecordPath)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("something else\nwitness 6f9619ff-8b86-d011-b42d-00c04fc964ff\n")]
    [InlineData("pageengine hand-over record 1\nwitness nobody\n")]
    [InlineData("pageengine hand-over record 1\nwitness 6f9619ff-8b86-d011-b42d-00c04fc964ff\nx Active 3\n")]
    [InlineData("pageengine hand-over record 1\nwitness 6f9619ff-8b86-d011-b42d-00c04fc964ff\n6f9619ff-8b86-d011-b42d-00c04fc964ff 77 3\n")]
    public void What_is_no_record_is_refused(string text)
    {
        File.WriteAllText(RecordPath, text);
        Assert.Contains("no hand-over record", Assert.Throws<IOException>(() => HandOverRecord.Open(RecordPath)).Message);
    }

    [Fact]
    public void A_record_that_cannot_be_written_keeps_the_guest_on_the_source()
    {
        using HandOverRecord record = HandOverRecord.Open(RecordPath);
        using TestSource source = new(40, seed: 2, writesPerLook: 1);
        TestDestination destination = new();
        using Rig rig = new(destination);
        using TransferSender sender = new(source, source, LiveTransferTests.Options(), record);
        sender.Progress = _ => Directory.CreateDirectory(RecordPath + ".new");
        TransferReport report = sender.Run(rig.Connect);
        rig.Finish();
        Assert.Equal(TransferOutcome.Cancelled, report.Outcome);
        Assert.True(source.IsRunning);
        Assert.Equal(0, destination.Activations);
        Assert.Equal(HandOverState.Unknown, rig.Receiver.State);
    }

    [Fact]
    public void A_receiver_that_waits_for_the_word_of_a_dead_source_gets_it_from_the_record()
    {
        // The word is lost behind the commit, and so is the source.
        using TestSource source = new(40, seed: 2, writesPerLook: 1);
        TestDestination destination = new();
        using Rig rig = new(destination) { Connections = 1 };
        rig.Cuts.Enqueue((UpBytesBeforeTheEnd(), long.MaxValue));
        using (HandOverRecord record = HandOverRecord.Open(RecordPath))
        {
            using TransferSender sender = new(source, source, LiveTransferTests.Options(), record);
            Assert.Equal(TransferOutcome.InDoubt, sender.Run(rig.Connect).Outcome);
        }

        using (HandOverRecord record = HandOverRecord.Open(RecordPath))
        {
            Assert.Equal(HandOverState.Active, record.Last!.Value.State);
            rig.Connections = 1;
            Assert.Equal(HandOverState.Complete, TransferSettlement.Settle(rig.Connect()!, record));
        }

        rig.Finish();
        Assert.Equal(1, destination.Activations);
        Assert.Equal(source.Bytes, destination.Bytes);
    }

    [Fact]
    public void A_receiver_whose_source_is_known_to_be_dead_takes_over()
    {
        using TestSource source = new(40, seed: 2, writesPerLook: 1);
        TestDestination destination = new();
        using Rig rig = new(destination) { Connections = 1 };
        rig.Cuts.Enqueue((UpBytesBeforeTheEnd(), long.MaxValue));
        using TransferSender sender = new(source, source, LiveTransferTests.Options());
        Assert.Equal(TransferOutcome.InDoubt, sender.Run(rig.Connect).Outcome);
        rig.Finish();
        Assert.Equal(HandOverState.Prepared, rig.Receiver.State);
        Assert.True(rig.Receiver.TakeOver());
        Assert.Equal(1, destination.Activations);
        Assert.Equal(source.Bytes, destination.Bytes);
    }

    [Fact]
    public void A_source_whose_receiver_is_known_to_be_dead_takes_back()
    {
        using TestSource source = new(40, seed: 2, writesPerLook: 1);
        using Rig rig = new(new TestDestination()) { Connections = 1 };
        rig.Cuts.Enqueue((UpBytesBeforeTheEnd(), long.MaxValue));
        using TransferSender sender = new(source, source, LiveTransferTests.Options());
        Assert.Equal(TransferOutcome.InDoubt, sender.Run(rig.Connect).Outcome);
        rig.Finish();
        Assert.Equal(TransferOutcome.Cancelled, sender.TakeBack().Outcome);
        Assert.True(source.IsRunning);
    }

    private static long UpBytesBeforeTheEnd()
    {
        using TestSource source = new(40, seed: 2, writesPerLook: 1);
        using Rig rig = new(new TestDestination());
        using TransferSender sender = new(source, source, LiveTransferTests.Options());
        sender.Run(rig.Connect);
        rig.Finish();
        return rig.Pipes[0].UpWrites[^2];
    }
}
