namespace PageEngine.Linux.Tests;

/// <summary>Who may talk to whom.</summary>
public sealed class HandshakeTests
{
    private static readonly TransferKey Key = TransferKey.FromBytes("a key of sixteen bytes or more"u8);
    private static readonly TransferKey Other = TransferKey.FromBytes("another key of many bytes"u8);

    [Fact]
    public void The_same_key_lets_in()
    {
        (string source, string receiver) = Meet(Key, Key);
        Assert.Empty(source + receiver);
    }

    [Fact]
    public void No_key_at_all_is_enough_on_one_machine()
    {
        (string source, string receiver) = Meet(null, null);
        Assert.Empty(source + receiver);
    }

    [Fact]
    public void Another_key_is_refused_by_the_source_which_proves_nothing_to_an_impostor()
    {
        (string source, string receiver) = Meet(Key, Other);
        Assert.Contains("does not know the key", source);
        Assert.NotEmpty(receiver);
    }

    [Fact]
    public void A_key_on_one_side_only_is_refused()
    {
        Assert.Contains("the sender has none", Meet(null, Key).Source);
        Assert.Contains("the receiver has none", Meet(Key, null).Source);
    }

    [Fact]
    public void Another_machine_needs_TLS_and_a_key()
    {
        Assert.Contains("needs TLS", Meet(Key, Key, isPrivate: false, isLocal: false).Source);
        Assert.Contains("needs TLS", Meet(null, null, isPrivate: false, isLocal: false).Source);
        Assert.Contains("needs a key", Meet(null, null, isLocal: false).Source);
        Assert.Empty(Meet(Key, Key, isLocal: false).Source);
    }

    [Fact]
    public void A_proof_holds_for_one_channel_only()
    {
        (string source, _) = Meet(Key, Key, sourceBinding: "one certificate", receiverBinding: "another");
        Assert.Contains("does not know the key", source);
        Assert.Empty(Meet(Key, Key, sourceBinding: "one", receiverBinding: "one").Source);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: here\r\nUser-Agent: somebody who looks around and has nothing to do with it\r\n\r\n")]
    [InlineData("PGXFER\r\n\u0007\0\u0009\0\u0001\0\0\0aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbcccccccccccccccccccccccccccccccc")]
    [InlineData("PGXFER\r\n\u0001\0\u0001\0\u0007\0\0\0aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbcccccccccccccccccccccccccccccccc")]
    [InlineData("")]
    [InlineData("PGX")]
    public void What_is_no_source_is_sent_away_with_one_line(string greeting)
    {
        Pipe pipe = new();
        pipe.First.Write(System.Text.Encoding.Latin1.GetBytes(greeting));
        Thread reader = new(() => Drain(pipe.First)) { IsBackground = true };
        if (greeting.Length < 80)
        {
            pipe.First.Dispose();
        }
        else
        {
            reader.Start();
        }

        TestDestination destination = new();
        using TransferReceiver receiver = new(destination, destination);
        ServeResult result = receiver.Serve(new TransferConnection(pipe.Second, "somebody", true, true));
        Assert.NotEmpty(result.Problem);
        Assert.DoesNotContain('\n', result.Problem);
        Assert.Equal(HandOverState.Unknown, result.State);
    }

    [Fact]
    public void Keys_are_not_guessable()
    {
        Assert.Throws<ArgumentException>(() => TransferKey.FromBytes("too short"u8));
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "a key of sixteen bytes or more\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
                Assert.Contains("everybody", Assert.Throws<IOException>(() => TransferKey.Load(path)).Message);
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            Assert.Empty(Meet(TransferKey.Load(path), Key).Source);
            File.WriteAllText(path, "short");
            Assert.Contains("not 5", Assert.Throws<IOException>(() => TransferKey.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (string Source, string Receiver) Meet(
        TransferKey? source, TransferKey? receiver, bool isPrivate = true, bool isLocal = true,
        string sourceBinding = "", string receiverBinding = "")
    {
        Pipe pipe = new();
        string problem = "";
        TestDestination destination = new();
        using TransferReceiver taker = new(destination, destination, new ReceiverOptions { Key = receiver });
        TransferConnection second = new(
            pipe.Second, "source", isPrivate, isLocal, System.Text.Encoding.UTF8.GetBytes(receiverBinding));
        Thread thread = new(() => problem = taker.Serve(second).Problem) { IsBackground = true };
        thread.Start();
        TransferConnection first = new(
            pipe.First, "receiver", isPrivate, isLocal, System.Text.Encoding.UTF8.GetBytes(sourceBinding));
        string refusal = "";
        try
        {
            TransferHandshake.Introduce(
                first, new TransferGreeting(TransferPurpose.Resume, Guid.NewGuid(), Guid.Empty), source);
        }
        catch (TransferRefusedException exception)
        {
            refusal = exception.Message;
        }

        first.Dispose();
        thread.Join();
        return (refusal, problem);
    }

    private static void Drain(Stream stream)
    {
        byte[] buffer = new byte[256];
        while (stream.Read(buffer) > 0)
        {
        }
    }
}
