using System.Diagnostics;
using System.Text.Json;

namespace PageEngine.Cli.Tests;

public sealed class SnapshotProcessTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Process _process = StartOrSkip();

    [Fact]
    public void A_live_process_is_saved_and_the_archive_says_that_it_ran()
    {
        string archive = _scratch.File("a.pea");
        ToolRun run = ToolRun.Of("snapshot", "create", archive, "--pid", $"{_process.Id}");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("its pages are of different moments", run.Output);
        JsonElement made = Only(archive);
        Assert.True(made.GetProperty("running").GetBoolean());
        Assert.Equal("sleep", made.GetProperty("machine").GetString());
        Assert.Equal($"process {_process.Id} (sleep)", made.GetProperty("source").GetString());
        Assert.Equal(0, ToolRun.Of("scan", "--json", archive).ExitCode);
    }

    [Fact]
    public void A_process_that_is_stopped_for_it_goes_on_afterwards()
    {
        string archive = _scratch.File("a.pea");
        ToolRun run = ToolRun.Of("snapshot", "create", archive, "--pid", $"{_process.Id}", "--stop", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.False(Only(archive).GetProperty("running").GetBoolean());
        RequireRunning();

        // The same memory again, which has its addresses in the archive: a core, which is read as the process was.
        Assert.Equal(0, ToolRun.Of("snapshot", "restore", archive, "1", _scratch.File("back.elf")).ExitCode);
        JsonElement diff = ToolRun.Of("diff", "--json", archive, _scratch.File("back.elf")).Json;
        Assert.Equal(run.Json.GetProperty("pages").GetUInt64(), diff.GetProperty("pages").GetUInt64());
        Assert.Equal(0UL, diff.GetProperty("differingPages").GetUInt64());
        ToolRun raw = ToolRun.Of("snapshot", "restore", archive, "1", _scratch.File("back.raw"), "--format", "raw");
        Assert.Equal(1, raw.ExitCode);
        Assert.Contains("use --format elf", Assert.Single(raw.ErrorLines));
    }

    [Fact]
    public void A_process_goes_on_when_the_run_is_cancelled_or_fails()
    {
        string archive = _scratch.File("a.pea");
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        string[] create = ["snapshot", "create", archive, "--pid", $"{_process.Id}", "--stop"];
        Assert.Equal(130, ToolRun.Of(cancelled.Token, create).ExitCode);
        RequireRunning();
        Assert.Equal(1, ToolRun.Of([.. create, "--parent", "5"]).ExitCode);
        RequireRunning();
        Assert.False(File.Exists(archive));
    }

    [Fact]
    public void A_process_that_is_not_there_is_said()
    {
        string archive = _scratch.File("a.pea");
        foreach (string[] more in (string[][])[[], ["--stop"]])
        {
            ToolRun run = ToolRun.Of(["snapshot", "create", archive, "--pid", $"{int.MaxValue}", .. more]);
            Assert.Equal((1, ""), (run.ExitCode, run.Output));
            Assert.Equal([$"pageengine: process {int.MaxValue}: there is no such process"], run.ErrorLines);
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _scratch.Dispose();
    }

    private static JsonElement Only(string archive) =>
        ToolRun.Of("snapshot", "list", "--json", archive).Json.GetProperty("checkpoints").EnumerateArray().Single();

    private void RequireRunning()
    {
        string stat = File.ReadAllText($"/proc/{_process.Id}/stat");
        Assert.NotEqual('T', stat[stat.LastIndexOf(')') + 2]);
    }

    private static Process StartOrSkip()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("live processes are read on Linux only");
        }

        Process process = Process.Start("sleep", "600");
        using StringWriter said = new();
        List<Scanning.ScanInput> inputs = Scanning.ScanInputs.OpenProcess(process.Id, new Messages(said));
        inputs.ForEach(static input => input.Close());
        if (inputs.Count == 0)
        {
            process.Kill();
            Assert.Skip($"processes cannot be read here: {said}");
        }

        return process;
    }
}
