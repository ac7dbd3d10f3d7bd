using PageEngine.TestSupport;

namespace PageEngine.Cli.Tests;

/// <summary>The output that README.md shows is what the first of its two commands prints.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_sample_scan_in_the_README_is_what_the_tool_prints()
    {
        ToolRun run = ToolRun.Of("scan", "--sample");
        string[] printed = [.. Lines(run.Output)];
        string[] documented = [.. Lines(File.ReadAllText(Repository.PathOf("README.md")))
            .SkipWhile(line => line != "Pages of 4096 bytes in each image").TakeWhile(line => line != "```")];
        Assert.True(documented.Length > 10);
        Assert.Equal(documented, printed.Take(documented.Length));
    }

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length != 0);
}
