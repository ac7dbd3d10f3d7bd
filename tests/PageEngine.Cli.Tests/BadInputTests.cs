using System.Text.Json;
using PageEngine.Cli.Scanning;
using PageEngine.TestSupport;

namespace PageEngine.Cli.Tests;

public sealed class BadInputTests
{
    [Theory]
    [InlineData]
    [InlineData("nonsense")]
    [InlineData("scan")]
    [InlineData("scan", "--jsn", "a.raw")]
    [InlineData("scan", "a.raw", "-x")]
    [InlineData("scan", "a.raw", "--pid", "1")]
    [InlineData("scan", "a.raw", "--sample", "dumps")]
    [InlineData("scan", "--pid", "1", "--sample")]
    [InlineData("scan", "--pid", "1", "--raw")]
    [InlineData("scan", "--pid", "0")]
    [InlineData("scan", "--pid", "-4")]
    [InlineData("scan", "--pid", "init")]
    [InlineData("scan", "--pid")]
    [InlineData("scan", "--pid", "1", "--pid", "2")]
    [InlineData("scan", "--pid", "99999999999")]
    [InlineData("scan", "a.raw", "--workers", "0")]
    [InlineData("scan", "a.raw", "--workers", "65")]
    [InlineData("scan", "a.raw", "--workers", "two")]
    [InlineData("scan", "a.raw", "--max-page-sharing", "1")]
    [InlineData("scan", "a.raw", "--max-page-sharing", "2.5")]
    [InlineData("scan", "a.raw", "--estimate-pages", "-1")]
    [InlineData("scan", "")]
    [InlineData("diff")]
    [InlineData("diff", "a.raw")]
    [InlineData("diff", "a.raw", "b.raw", "c.raw")]
    [InlineData("diff", "a.raw", "--jsn")]
    [InlineData("diff", "a.raw", "b.raw", "--workers", "0")]
    [InlineData("simulate")]
    [InlineData("simulate", "a.json", "b.json")]
    [InlineData("simulate", "a.json", "--schema")]
    [InlineData("simulate", "a.json", "--jsn")]
    [InlineData("simulate", "a.json", "--force")]
    [InlineData("simulate", "a.json", "--check", "--json")]
    [InlineData("simulate", "a.json", "--check", "--out", "x")]
    [InlineData("simulate", "a.json", "--seed", "-1")]
    [InlineData("simulate", "a.json", "--seed", "18446744073709551616")]
    [InlineData("simulate", "a.json", "--until", "5")]
    [InlineData("simulate", "a.json", "--until", "0 s")]
    [InlineData("simulate", "a.json", "--until", "soon")]
    [InlineData("plan")]
    [InlineData("plan", "--host", "48GiB")]
    [InlineData("plan", "--host", "48G", "--guest", "4GiB")]
    [InlineData("plan", "--host", "48GiB", "--guest", "0 B")]
    [InlineData("plan", "--host", "48GiB", "--guest", "4GiB", "--ratio", "0")]
    [InlineData("plan", "--host", "48GiB", "--guest", "4GiB", "--guests", "0")]
    [InlineData("plan", "--host", "48GiB", "--guest", "4GiB", "more")]
    public void A_command_line_that_makes_no_sense_is_refused_in_one_line(params string[] args)
    {
        ToolRun run = ToolRun.Of(args);
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("--help", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void A_path_that_begins_with_a_hyphen_goes_behind_two_of_them()
    {
        ToolRun run = ToolRun.Of("scan", "--", "-there-is-no-such-file");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("-there-is-no-such-file", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void A_file_that_is_no_image_is_named_with_the_reason()
    {
        using Scratch scratch = new();
        byte[] elf = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, .. new byte[40]];
        (string Path, string Reason)[] bad =
        [
            (scratch.File("missing.raw"), "no such file"),
            (scratch.File("empty.raw", []), "empty"),
            (scratch.Directory, "directory"),
            (scratch.File("cut.elf", elf), ""),
            (scratch.File("packed.raw", [0x1F, 0x8B, 0x08, .. new byte[5000]]), "gzip"),
            (scratch.File("disk.qcow2", [(byte)'Q', (byte)'F', (byte)'I', 0xFB, .. new byte[5000]]), "qcow2"),
            ("/dev/null", "device"),
            (scratch.File("no\nname"), "no such file"),
        ];
        foreach ((string path, string reason) in bad)
        {
            ToolRun scan = ToolRun.Of("scan", path);
            ToolRun diff = ToolRun.Of("diff", path, path);
            Assert.Equal((1, 1), (scan.ExitCode, diff.ExitCode));
            Assert.Empty(scan.Output + diff.Output);
            string line = Assert.Single(scan.ErrorLines);
            Assert.StartsWith($"pageengine: {path.Replace('\n', ' ')}: ", line);
            Assert.Contains(reason, line);
            Assert.Equal([line, line], diff.ErrorLines);
        }
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_named()
    {
        using Scratch scratch = new();
        string path = scratch.Dump("secret.raw", [Pages.Text(1)]);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        if (CanRead(path))
        {
            Assert.Skip("this user may read everything");
        }

        ToolRun run = ToolRun.Of("scan", path);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal([$"pageengine: {path}: permission denied"], run.ErrorLines);
    }

    [Fact]
    public void One_bad_file_of_several_does_not_hide_the_others()
    {
        using Scratch scratch = new();
        string good = scratch.Dump("good.raw", [Pages.Zero, Pages.Text(1)]);
        string empty = scratch.File("empty.raw", []);
        ToolRun run = ToolRun.Of("scan", "--json", empty, good, scratch.File("missing"), good);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, run.ErrorLines.Length);
        Assert.Equal(2, run.Json.GetProperty("images").GetArrayLength());
        Assert.Equal(4, run.Json.GetProperty("total").GetProperty("pages").GetInt32());
        Assert.Contains("good.raw", ToolRun.Of("scan", empty, good).Output);
    }

    [Fact]
    public void An_image_that_fails_during_the_scan_is_left_out_and_the_others_are_counted_afresh()
    {
        byte[][] pages = [.. Enumerable.Range(0, 600).Select(Pages.Text)];
        ToolRun run = ToolRun.OfScan(
            new ScanRequest { AsJson = true },
            Input(new MemoryPages(pages) { FailsFrom = 500 }, "broken.raw"),
            Input(new MemoryPages(pages), "good.raw"));
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["pageengine: broken.raw: reading failed at byte 4096: Input/output error"], run.ErrorLines);
        JsonElement image = Assert.Single(run.Json.GetProperty("images").EnumerateArray());
        Assert.Equal("good.raw", image.GetProperty("path").GetString());
        Assert.Equal(600, run.Json.GetProperty("total").GetProperty("singletons").GetInt32());
    }

    [Fact]
    public void Pages_that_are_lost_during_the_scan_count_nowhere_and_are_said()
    {
        byte[][] all = [.. Enumerable.Range(0, 300).Select(static i => Pages.Text(i % 100))];
        MemoryPages pages = new(all) { Lost = { 3, 250 } };
        ToolRun run = ToolRun.OfScan(new ScanRequest { AsJson = true }, Input(pages, "a"));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["pageengine: a: 2 pages could not be read and are not counted"], run.ErrorLines);
        Assert.Equal(298, run.Json.GetProperty("total").GetProperty("pages").GetInt32());
        Assert.Equal(100, run.Json.GetProperty("total").GetProperty("distinctContents").GetInt32());
    }

    [Fact]
    public void A_run_that_is_ended_writes_no_result()
    {
        using Scratch scratch = new();
        string path = scratch.Dump("a.raw", [Pages.Text(1)]);
        using CancellationTokenSource ended = new();
        ended.Cancel();
        ToolRun run = ToolRun.Of(ended.Token, "scan", path);
        Assert.Equal((130, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public void Output_that_cannot_be_written_is_one_line()
    {
        using Scratch scratch = new();
        string path = scratch.Dump("a.raw", [Pages.Text(1)]);
        using StringWriter error = new();
        int exitCode = Program.Run(
            ["scan", "--json", path], new FullDisk(), error, null, TestContext.Current.CancellationToken);
        Assert.Equal(1, exitCode);
        Assert.Equal("pageengine: No space left on device\n", error.ToString());
    }

    private static ScanInput Input(PageSource pages, string name) => new(pages, name, name);

    private static bool CanRead(string path)
    {
        try
        {
            File.OpenRead(path).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed class FullDisk : StringWriter
    {
        public override void Write(char[] buffer, int index, int count) => throw Full();

        public override void Write(string? value) => throw Full();

        public override void WriteLine(string? value) => throw Full();

        private static IOException Full() => new("No space left on device");
    }
}
