using System.Diagnostics;
using System.Text.Json;
using PageEngine.Cli.Watching;
using Spectre.Console;

namespace PageEngine.Cli.Tests;

/// <summary><c>pageengine watch</c> on real processes and files, as users run it.</summary>
public sealed class WatchToolTests
{
    [Theory]
    [InlineData("nothing to watch", "watch")]
    [InlineData("FILE and --pid do not go together", "watch", "a", "--pid", "1")]
    [InlineData("--interval is '0 s', but must be above 0", "watch", "a", "--interval", "0 s")]
    [InlineData("--interval is '5'", "watch", "a", "--interval", "5")]
    [InlineData("--count takes a whole number, from 1", "watch", "a", "--count", "0")]
    [InlineData("--window is '0 s', but must be above 0", "watch", "a", "--window", "1 s", "--window", "0 s")]
    [InlineData("--pid takes a whole number", "watch", "--pid", "init")]
    [InlineData("there is no option --jsn", "watch", "--jsn")]
    [InlineData("--record takes the name of a file", "watch", "a", "--record", "")]
    public void Words_that_make_no_sense_are_explained(string reason, params string[] args)
    {
        ToolRun run = ToolRun.Of(args);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, Assert.Single(run.ErrorLines));
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Help_says_what_the_numbers_are_worth()
    {
        ToolRun run = ToolRun.Of("watch", "--help");
        Assert.Equal(0, run.ExitCode);
        Assert.All(
            ["lower bounds", "counts once", "--record", "FILE.partial", "predict --trace", "Exit codes"],
            part => Assert.Contains(part, run.Output));
        Assert.All(run.Output.Split('\n'), static line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public void What_is_not_there_is_said_in_a_line()
    {
        ToolRun file = ToolRun.Of("watch", "/there/is/none");
        Assert.Equal(1, file.ExitCode);
        Assert.Contains("/there/is/none: ", Assert.Single(file.ErrorLines));
        if (OperatingSystem.IsLinux())
        {
            ToolRun process = ToolRun.Of("watch", "--pid", $"{int.MaxValue}");
            Assert.Equal(1, process.ExitCode);
            Assert.Contains("there is no such process", Assert.Single(process.ErrorLines));
        }
    }

    [Fact]
    public void A_live_process_is_watched()
    {
        using Process process = StartOrSkip();
        try
        {
            string[] args = ["watch", "--pid", $"{process.Id}", "--interval", "1 ms", "--count", "3"];
            ToolRun json = ToolRun.Of([.. args, "--json"]);
            Assert.Equal((0, ""), (json.ExitCode, json.Error.Replace(SlowLook(json), "")));
            JsonElement[] lines =
                [.. json.Output.Split('\n')[..3].Select(static line => JsonDocument.Parse(line).RootElement)];
            Assert.All(lines, static line => Assert.NotEqual(0, line.GetProperty("pages").GetInt32()));
            ToolRun text = ToolRun.Of(args);
            Assert.Equal(0, text.ExitCode);
            Assert.Contains($"Watched process {process.Id} (sleep) for", text.Output);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void A_process_that_exits_between_two_looks_has_ended()
    {
        using Process process = StartOrSkip();
        using WatchedProcess memory = new(Linux.ProcessMemory.Open(process.Id));
        Assert.Null(memory.Ending);
        process.Kill();
        process.WaitForExit();
        Assert.Throws<PageSourceException>(memory.Refresh);
        Assert.Equal("the process has ended", memory.Ending);
    }

    [Fact]
    public void A_file_that_grows_changes_and_goes_is_followed()
    {
        using Scratch scratch = new();
        string path = scratch.Dump("ram", [Pages.Text(1), Pages.Zero]);
        using WatchedFile memory = new(path);
        ScriptedClock clock = new(_ => { });
        MemoryWatcher watcher = new(memory, [], null);
        Assert.Equal(2UL, watcher.Look(clock, 0, TestContext.Current.CancellationToken).Pages);

        scratch.Dump("ram", [Pages.Text(2), Pages.Zero, Pages.Text(3)]);
        memory.Refresh();
        WatchInterval interval = watcher.Look(clock, 1, TestContext.Current.CancellationToken);
        Assert.Equal((3UL, 2UL, 1UL), (interval.Pages, interval.DirtyPages, interval.AppearedPages));

        File.Delete(path);
        Assert.Throws<PageSourceException>(memory.Refresh);
        Assert.Equal("the file is gone", memory.Ending);
    }

    [Fact]
    public void A_terminal_sees_a_table_that_is_drawn_in_its_place()
    {
        using StringWriter terminal = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal),
        });
        console.Profile.Width = 120;
        console.Profile.Height = 40;
        WatchLive view = new(console, [WatchRun.Second], "process 1 [x]");
        WatchTotals totals = new();
        view.Run(() =>
        {
            for (int i = 1; i <= 20; i++)
            {
                WatchInterval interval = Interval(i);
                totals.Add(interval);
                view.Show(interval);
            }
        });
        view.ShowTotals(totals);
        string text = terminal.ToString();
        Assert.Contains("process 1 [x] (Ctrl-C ends)", text);
        Assert.Contains("WWS 1 s", text);
        Assert.Matches(@"\e\[\d+A", text);
        Assert.Contains("Watched process 1 [x] for 20 s in 20 intervals", text);
    }

    private static WatchInterval Interval(int number) => new()
    {
        Number = number,
        EndNanoseconds = number * WatchRun.Second,
        PeriodNanoseconds = WatchRun.Second,
        LookNanoseconds = 1_500_000,
        Pages = 4096,
        ZeroPages = 1024,
        DirtyPages = (ulong)number,
        AppearedPages = 0,
        VanishedPages = 0,
        UnreadablePages = 0,
        WorkingSets = [new WorkingSet(WatchRun.Second, WatchRun.Second, (ulong)number)],
    };

    /// <summary>The one line that a busy machine may add.</summary>
    private static string SlowLook(ToolRun run) =>
        run.Error.Contains("took longer than --interval", StringComparison.Ordinal) ? run.Error : "\0";

    private static Process StartOrSkip()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("live processes are read on Linux only");
        }

        Process process = Process.Start("sleep", "600");
        try
        {
            Linux.ProcessMemory.Open(process.Id).Dispose();
        }
        catch (PageSourceException exception)
        {
            process.Kill();
            Assert.Skip($"processes cannot be read here: {exception.Message}");
        }

        return process;
    }
}
