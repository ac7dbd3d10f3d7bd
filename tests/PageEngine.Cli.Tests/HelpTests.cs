namespace PageEngine.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("--help", "pageengine scan --sample", "pageengine diff", "pageengine simulate", "pageengine plan", "Exit codes")]
    [InlineData("scan --help", "--max-page-sharing <N>", "pageengine scan --pid 4711", "Exit codes", "[default: 4096]")]
    [InlineData("diff --help", "pageengine diff before.raw after.raw", "bytes of payload", "Exit codes")]
    [InlineData("simulate --help", "\"workloads\"", "pageengine simulate --schema > scenarios/schema.json", "--until <TIME>", "Exit codes")]
    [InlineData("migrate --help", "pageengine migrate scenarios/migrate-web.json", "--policies <LIST>", "rounds-N", "Exit codes")]
    [InlineData("plan --help", "pageengine plan --host 48GiB --guest 4GiB --used 2.5GiB", "--shared <SIZE>", "Exit codes")]
    [InlineData("snapshot --help", "pageengine snapshot prune web.pea --keep 3", "ARCHIVE#NUMBER", "Exit codes")]
    [InlineData("snapshot create --help", "--parent <last|none|N>", "--stop", "SIGCONT", "Exit codes")]
    [InlineData("snapshot restore --help", "pageengine snapshot restore web.pea 2 back.raw", "--format", "Exit codes")]
    public void Help_teaches(string command, params string[] parts)
    {
        ToolRun run = ToolRun.Of(command.Split(' '));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(parts, part => Assert.Contains(part, run.Output));
        Assert.All(run.Output.Split('\n'), static line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public void Version_is_a_number()
    {
        ToolRun run = ToolRun.Of("--version");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^pageengine \d+\.\d+\.\d+\s$", run.Output);
    }
}
