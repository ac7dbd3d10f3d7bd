using System.Text.Json;
using PageEngine.Cli.SelfCheck;

namespace PageEngine.Cli.Tests;

public sealed class BenchTests
{
    private static readonly string[] Quick = ["bench", "--memory", "16MiB", "--seconds", "0"];

    [Fact]
    public void Every_figure_is_there_for_programs()
    {
        JsonElement check = ToolRun.Of([.. Quick, "--json"]).Json;
        Assert.Equal(
            ["read", "copy", "fingerprint", "encodeRaw", "coldScan", "rescan", "dirtyMark", "dirtyHarvest", "events"],
            check.GetProperty("figures").EnumerateArray().Select(static figure => figure.GetProperty("name").GetString()));
        Assert.All(
            check.GetProperty("figures").EnumerateArray(),
            static figure => Assert.True(figure.GetProperty("value").GetDouble() > 0));
        Assert.Equal(16 << 20, check.GetProperty("memoryBytes").GetInt32());
    }

    [Fact]
    public void People_get_a_table_and_a_sentence()
    {
        ToolRun run = ToolRun.Of(Quick);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"fingerprint every page\s+\S+ GB/s\s+read", run.Output);
        Assert.Contains("expected.", run.Output);
    }

    [Theory]
    [InlineData(0.9, 0.85, false, true)]
    [InlineData(0.8, 0.85, false, false)]
    [InlineData(0.01, 0.02, true, true)]
    [InlineData(0.03, 0.02, true, false)]
    public void A_ratio_is_held_against_what_is_expected(double ratio, double expected, bool lessIsBetter, bool isGood)
    {
        BenchFigure figure = new("x", "x", 100, "GB/s") { Ratio = ratio, Expected = expected, LessIsBetter = lessIsBetter };
        Assert.Equal(isGood, figure.IsAsExpected);
        Assert.Null((figure with { Expected = null }).IsAsExpected);
    }

    [Theory]
    [InlineData("--memory is 1 MiB, but must be from 16 MiB to 1 GiB", "--memory", "1MiB")]
    [InlineData("--memory is 2 GiB, but must be from 16 MiB to 1 GiB", "--memory", "2GiB")]
    public void What_makes_no_sense_is_refused(string reason, params string[] options)
    {
        ToolRun run = ToolRun.Of(["bench", .. options]);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal([$"pageengine: bench: {reason} (see pageengine bench --help)"], run.ErrorLines);
    }

    [Fact]
    public void It_ends_when_it_is_asked_to()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Equal(ExitCode.Interrupted, ToolRun.Of(source.Token, Quick).ExitCode);
    }
}
