using System.Text.Json;

namespace PageEngine.Cli.Tests;

/// <summary><c>pageengine predict</c> as users run it.</summary>
public sealed class PredictTests
{
    private static readonly string[] Idle = ["predict", "--memory", "256MiB", "--bandwidth", "32MiB/s"];

    [Fact]
    public void An_idle_guest_is_sent_once()
    {
        JsonElement json = ToolRun.Of([.. Idle, "--zero-pages", "50%", "--json"]).Json;
        Assert.Equal("completed", json.GetProperty("outcome").GetString());
        Assert.Equal(32_768, json.GetProperty("pages").GetProperty("normal").GetInt64());
        Assert.Equal(32_768, json.GetProperty("pages").GetProperty("zero").GetInt64());
        Assert.Equal((32_768L * (4096 + 8)) + (32_768L * 9), json.GetProperty("transferredBytes").GetInt64());
    }

    [Fact]
    public void A_guest_that_writes_faster_than_the_link_does_not_converge_and_advice_says_what_would_help()
    {
        JsonElement json = ToolRun.Of([.. Idle, "--dirty-rate", "100000", "--json"]).Json;
        Assert.Equal("not-converging", json.GetProperty("outcome").GetString());
        string advice = json.GetProperty("advice").ToString();
        Assert.All(["downtime limit", "bandwidth", "hrottling", "post-copy"], word => Assert.Contains(word, advice));
    }

    [Fact]
    public void The_json_has_the_shape_that_is_promised()
    {
        JsonElement json = ToolRun.Of(
            "predict", "--memory", "256MiB", "--zero-pages", "40%", "--working-set", "64MiB", "--dirty-rate", "5000",
            "--pattern", "hotcold", "--bandwidth", "32MiB/s", "--downtime-limit", "300ms", "--policy", "qemu",
            "--switchover-bandwidth", "1GiB/s", "--xbzrle", "8MiB", "--auto-converge", "--postcopy-after", "9",
            "--seed", "7", "--json").Json;
        Assert.Equal("completed", json.GetProperty("outcome").GetString());
        Assert.All(
            ["totalTimeMs", "downtimeMs", "rounds", "syncs", "transferredBytes", "throttlePercent"],
            name => Assert.Equal(JsonValueKind.Number, json.GetProperty(name).ValueKind));
        Assert.All(
            ["normal", "zero", "delta", "reference"],
            name => Assert.True(json.GetProperty("pages").GetProperty(name).GetUInt64() < 1_000_000));
        Assert.NotEqual(0, json.GetProperty("roundsDetail").GetArrayLength());
        Assert.Equal(JsonValueKind.Array, json.GetProperty("advice").ValueKind);
    }

    [Fact]
    public void Terabytes_are_predicted_at_once()
    {
        JsonElement json = ToolRun.Of(
            "predict", "--memory", "4TiB", "--zero-pages", "40%", "--working-set", "64GiB", "--dirty-rate", "100000",
            "--bandwidth", "10GiB/s", "--json").Json;
        Assert.Equal("completed", json.GetProperty("outcome").GetString());
        Assert.InRange(json.GetProperty("totalTimeMs").GetDouble(), 245_000, 270_000);
    }

    [Theory]
    [InlineData("qemu")]
    [InlineData("xen")]
    [InlineData("xen-legacy")]
    [InlineData("vmotion")]
    [InlineData("cloud-hypervisor")]
    [InlineData("drain")]
    public void Every_policy_has_a_prediction_and_a_table(string policy)
    {
        ToolRun run = ToolRun.Of([.. Idle, "--dirty-rate", "1000", "--working-set", "64MiB", "--policy", policy]);
        Assert.Equal(ExitCode.Fine, run.ExitCode);
        Assert.Contains("completed", run.Output);
    }

    [Theory]
    [InlineData("--memory is '8', but has no unit", "predict", "--memory", "8", "--bandwidth", "1GiB/s")]
    [InlineData("--memory is missing", "predict", "--bandwidth", "1GiB/s")]
    [InlineData("--bandwidth is missing", "predict", "--memory", "8GiB")]
    [InlineData("--zero-pages is '140%', but must be at most the whole", "predict", "--memory", "8GiB", "--bandwidth", "1GiB/s", "--zero-pages", "140%")]
    [InlineData("--working-set is 16 GiB, more than the --memory of 8 GiB", "predict", "--memory", "8GiB", "--bandwidth", "1GiB/s", "--working-set", "16GiB")]
    [InlineData("--memory is 1 KiB, but a guest has at least a page", "predict", "--memory", "1KiB", "--bandwidth", "1GiB/s")]
    [InlineData("--hot-pages", "predict", "--memory", "8GiB", "--bandwidth", "1GiB/s", "--hot-pages", "0%")]
    [InlineData("--dirty-rate is 'fast', but must be a number", "predict", "--memory", "8GiB", "--bandwidth", "1GiB/s", "--dirty-rate", "fast")]
    public void Words_that_make_no_sense_are_explained(string reason, params string[] args)
    {
        ToolRun run = ToolRun.Of(args);
        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains(reason, Assert.Single(run.ErrorLines));
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Help_teaches()
    {
        ToolRun run = ToolRun.Of("predict", "--help");
        Assert.All(["--working-set", "cloud-hypervisor", "Downtime is", "Examples:"], word => Assert.Contains(word, run.Output));
    }
}
