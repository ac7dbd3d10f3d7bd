using System.Text.Json;

namespace PageEngine.Cli.Tests;

/// <summary><c>pageengine send</c> and <c>pageengine receive</c> as users run them, over loopback.</summary>
public sealed class TransferTests
{
    [Fact]
    public void The_demo_moves_and_goes_on_where_it_arrived()
    {
        using RunningTool receiver = RunningTool.InProcess("receive", "--listen", "127.0.0.1:0", "--json");
        ToolRun send = ToolRun.Of(
            "send", receiver.Address(), "--demo", "32MiB", "--dirty-rate", "20000", "--working-set", "4MiB", "--pattern", "hotcold", "--json");
        Assert.Equal(ExitCode.Fine, send.ExitCode);
        Assert.Equal(ExitCode.Fine, receiver.Wait());
        Assert.True(receiver.Json.GetProperty("isRight").GetBoolean());
        Assert.True(
            receiver.Json.GetProperty("writes").GetInt64() >= receiver.Json.GetProperty("writesBefore").GetInt64());
        Assert.Equal(8192, receiver.Json.GetProperty("memoryPages").GetInt64());
        JsonElement json = send.Json;
        Assert.Equal("completed", json.GetProperty("outcome").GetString());
        Assert.Equal("completed", json.GetProperty("predicted").GetProperty("outcome").GetString());
        Assert.True(json.GetProperty("downtimeMs").GetDouble() > 0);
        JsonElement pages = json.GetProperty("pages");
        Assert.True(pages.EnumerateObject().Sum(static form => form.Value.GetInt64()) >= 8192, "each page crosses at least once");
        Assert.True(pages.GetProperty("zero").GetInt64() > 500);
    }

    [Theory]
    [InlineData("--postcopy-after", "0")]
    [InlineData("--postcopy-after", "1")]
    [InlineData("--xbzrle", "8MiB")]
    [InlineData("--references", "8MiB")]
    [InlineData("--compress", "lz4")]
    [InlineData("--compress", "zstd")]
    [InlineData("--policy", "drain")]
    [InlineData("--bandwidth", "64MiB/s")]
    public void Every_way_brings_every_byte(params string[] way)
    {
        using RunningTool receiver = RunningTool.InProcess("receive", "--listen", "127.0.0.1:0", "--json");
        ToolRun send = ToolRun.Of(
            ["send", receiver.Address(), "--demo", "16MiB", "--dirty-rate", "5000", "--working-set", "2MiB", .. way]);
        Assert.True(send.ExitCode == ExitCode.Fine, send.Error);
        Assert.Equal(ExitCode.Fine, receiver.Wait());
        Assert.True(receiver.Json.GetProperty("isRight").GetBoolean());
        Assert.Contains("predicted", send.Output);
        if (way[0] == "--postcopy-after")
        {
            Assert.True(receiver.Json.GetProperty("postCopyPages").GetInt64() >= (way[1] == "0" ? 4096 : 0));
        }
    }

    [Fact]
    public void A_dump_arrives_as_it_is()
    {
        using Scratch scratch = new();
        byte[] bytes = new byte[(300 * 4096) + 17];
        new Random(3).NextBytes(bytes);
        string dump = scratch.File("dump", bytes);
        using RunningTool receiver = RunningTool.InProcess(
            "receive", "--listen", "127.0.0.1:0", "--out", scratch.File("out"), "--record", scratch.File("there"));
        ToolRun send = ToolRun.Of("send", receiver.Address(), "--file", dump, "--record", scratch.File("here"));
        Assert.True(send.ExitCode == ExitCode.Fine, send.Error);
        Assert.Equal(ExitCode.Fine, receiver.Wait());
        Assert.Contains("every byte is as it must be", receiver.Output);
        byte[] arrived = File.ReadAllBytes(scratch.File("out"));
        Assert.Equal(301 * 4096, arrived.Length);
        Assert.Equal(bytes, arrived[..bytes.Length]);
    }

    [Fact]
    public void A_key_that_is_another_one_is_refused_and_the_receiver_listens_on()
    {
        using Scratch scratch = new();
        string right = Key(scratch, "right");
        using RunningTool receiver = RunningTool.InProcess("receive", "--listen", "127.0.0.1:0", "--key-file", right, "--tls");
        string address = receiver.Address();
        string[] move = ["send", address, "--demo", "1MiB", "--tls"];
        ToolRun wrong = ToolRun.Of([.. move, "--key-file", Key(scratch, "wrong")]);
        Assert.Equal(ExitCode.Failed, wrong.ExitCode);
        Assert.Contains("does not know the key", Assert.Single(wrong.ErrorLines));
        ToolRun pinned = ToolRun.Of([.. move, "--key-file", right, "--tls-fingerprint", new string('a', 64)]);
        Assert.Contains("TLS", Assert.Single(pinned.ErrorLines));
        ToolRun plain = ToolRun.Of("send", address, "--demo", "1MiB", "--key-file", right);
        Assert.Equal(ExitCode.Failed, plain.ExitCode);
        string fingerprint = receiver.Error.Split("certificate ")[1].Split('\n')[0];
        Assert.Equal(ExitCode.Fine, ToolRun.Of([.. move, "--key-file", right, "--tls-fingerprint", fingerprint]).ExitCode);
        Assert.Equal(ExitCode.Fine, receiver.Wait());
    }

    [Theory]
    [InlineData("what is to move", "send", "127.0.0.1:7000")]
    [InlineData("what is to move", "send", "127.0.0.1:7000", "--demo", "1MiB", "--file", "x")]
    [InlineData("--settle needs the --record", "send", "127.0.0.1:7000", "--settle")]
    [InlineData("must be a host and a port", "send", "127.0.0.1", "--demo", "1MiB")]
    [InlineData("must be a host and a port", "send", "127.0.0.1:0", "--demo", "1MiB")]
    [InlineData("another machine needs --tls", "send", "192.0.2.1:7000", "--demo", "1MiB")]
    [InlineData("nobody writes to a dump", "send", "127.0.0.1:7000", "--file", "x", "--dirty-rate", "5")]
    [InlineData("another machine needs --tls", "send", "192.0.2.1:7000", "--demo", "1MiB", "--tls")]
    [InlineData("needs --tls", "receive", "--listen", "0.0.0.0:0")]
    [InlineData("it is one or the other", "receive", "--tls", "--tls-cert", "x")]
    [InlineData("goes with --tls-cert", "receive", "--tls-cert-key", "x")]
    public void Words_that_make_no_sense_are_explained(string reason, params string[] args)
    {
        ToolRun run = ToolRun.Of(args);
        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains(reason, Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void What_is_not_there_is_one_line()
    {
        using Scratch scratch = new();
        Assert.Single(ToolRun.Of("send", "127.0.0.1:1", "--demo", "1MiB").ErrorLines);
        Assert.Single(ToolRun.Of("send", "127.0.0.1:1", "--file", scratch.File("none")).ErrorLines);
        Assert.Single(ToolRun.Of("send", "127.0.0.1:1", "--file", scratch.File("empty", [])).ErrorLines);
        Assert.Single(ToolRun.Of("receive", "--listen", "127.0.0.1:0", "--key-file", scratch.File("none")).ErrorLines);
        Assert.Single(ToolRun.Of("receive", "--listen", "127.0.0.1:0", "--tls-cert", scratch.File("bad", "no pem"u8)).ErrorLines);
    }

    [Fact]
    public void Help_teaches()
    {
        Assert.All(
            ["--postcopy-after", "One side owns", "--settle", "Examples:"],
            word => Assert.Contains(word, ToolRun.Of("send", "--help").Output));
        Assert.All(
            ["--tls", "chmod 600", "--record", "Examples:"],
            word => Assert.Contains(word, ToolRun.Of("receive", "--help").Output));
    }

    private static string Key(Scratch scratch, string name)
    {
        string path = scratch.File(name, System.Text.Encoding.UTF8.GetBytes($"{name} key of many bytes"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }
}
