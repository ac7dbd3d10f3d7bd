using System.Text.Json;

namespace PageEngine.Cli.Tests;

public sealed class PlanTests
{
    [Fact]
    public void R1_a_host_of_48_GiB_holds_12_guests_of_4_GiB_and_19_that_use_less()
    {
        JsonElement plan = ToolRun.Of("plan", "--host", "48GiB", "--guest", "4 GiB", "--used", "2.5GiB", "--guests", "100", "--json").Json;
        Assert.Equal(12, plan.GetProperty("guestsWithoutOvercommit").GetInt32());
        Assert.Equal(19, plan.GetProperty("guestsWithOvercommit").GetInt32());
        Assert.Equal(28L << 18, plan.GetProperty("savedPages").GetInt64());
        Assert.Equal("usedMemory", plan.GetProperty("limit").GetString());
        Assert.Equal((9, 6), (plan.GetProperty("hostsWithoutOvercommit").GetInt32(), plan.GetProperty("hostsWithOvercommit").GetInt32()));
        ToolRun table = ToolRun.Of("plan", "--host", "48GiB", "--guest", "4GiB", "--used", "2.5GiB");
        Assert.Equal((0, ""), (table.ExitCode, table.Error));
        Assert.Matches(@"guests that fit\s+12\s+19", table.Output);
        Assert.Matches(@"memory that overcommit saves\s+28 GiB", table.Output);
        Assert.Contains("the memory that guests use fills the host", table.Output);
    }

    [Theory]
    [InlineData("--reservation 4GiB", 12, "reservations")]
    [InlineData("--ratio 1.25", 15, "overcommitRatio")]
    [InlineData("--shared 1GiB", 31, "usedMemory")]
    [InlineData("--host-reserve 4GiB", 17, "usedMemory")]
    [InlineData("--overhead 256MiB", 17, "usedMemory")]
    public void What_else_there_is_counts(string options, int guests, string limit)
    {
        JsonElement plan = ToolRun.Of(["plan", "--host", "48GiB", "--guest", "4GiB", "--used", "2.5GiB", "--json", .. options.Split(' ')]).Json;
        Assert.Equal((guests, limit), (plan.GetProperty("guestsWithOvercommit").GetInt32(), plan.GetProperty("limit").GetString()));
    }

    [Fact]
    public void Guests_that_need_nothing_are_limited_by_nothing()
    {
        ToolRun run = ToolRun.Of("plan", "--host", "1GiB", "--guest", "1GiB", "--used", "0B");
        Assert.Contains("any number", run.Output);
        Assert.Equal(JsonValueKind.Null, ToolRun.Of("plan", "--host", "1GiB", "--guest", "1GiB", "--used", "0B", "--json").Json.GetProperty("guestsWithOvercommit").ValueKind);
        Assert.Contains("no host is large enough", ToolRun.Of("plan", "--host", "1GiB", "--guest", "2GiB", "--guests", "3").Output);
    }

    [Fact]
    public void Every_amount_that_does_not_go_with_another_is_a_line()
    {
        ToolRun run = ToolRun.Of("plan", "--host", "48GiB", "--guest", "4GiB", "--used", "5GiB", "--shared", "6GiB");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(
            [
                "pageengine: plan: --used is 5 GiB, but must be at most the guest's memory, 4 GiB (see pageengine plan --help)",
                "pageengine: plan: --shared is 6 GiB, but must be at most the used memory, 5 GiB (see pageengine plan --help)",
            ],
            run.ErrorLines);
    }
}
