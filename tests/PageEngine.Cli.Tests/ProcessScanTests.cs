using System.Diagnostics;
using PageEngine.Cli.Scanning;

namespace PageEngine.Cli.Tests;

public sealed class ProcessScanTests
{
    [Fact]
    public void A_live_process_is_scanned()
    {
        using Process process = StartOrSkip();
        try
        {
            ToolRun run = ToolRun.Of("scan", "--json", "--pid", $"{process.Id}");
            Assert.Equal(0, run.ExitCode);
            Assert.Equal($"/proc/{process.Id}/mem", run.Json.GetProperty("images")[0].GetProperty("path").GetString());
            Assert.NotEqual(0, run.Json.GetProperty("total").GetProperty("pages").GetInt32());
            Assert.Contains("(sleep)", ToolRun.Of("scan", "--pid", $"{process.Id}").Output);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void A_process_that_exits_during_the_scan_is_said_and_gives_no_counts()
    {
        using Process process = StartOrSkip();
        using StringWriter said = new();
        List<ScanInput> inputs = ScanInputs.OpenProcess(process.Id, new Messages(said));
        process.Kill();
        process.WaitForExit();
        Assert.Single(inputs);

        ToolRun run = ToolRun.OfScan(new ScanRequest(), inputs);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal([$"pageengine: process {process.Id} exited while it was read"], run.ErrorLines);
    }

    [Fact]
    public void A_process_that_is_not_there_is_said()
    {
        SkipUnlessLinux();
        ToolRun run = ToolRun.Of("scan", "--pid", $"{int.MaxValue}");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal([$"pageengine: process {int.MaxValue}: there is no such process"], run.ErrorLines);
    }

    private static Process StartOrSkip()
    {
        SkipUnlessLinux();
        Process process = Process.Start("sleep", "600");
        using StringWriter said = new();
        List<ScanInput> inputs = ScanInputs.OpenProcess(process.Id, new Messages(said));
        inputs.ForEach(static input => input.Close());
        if (inputs.Count == 0)
        {
            process.Kill();
            Assert.Skip($"processes cannot be read here: {said}");
        }

        return process;
    }

    private static void SkipUnlessLinux()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("live processes are read on Linux only");
        }
    }
}
