using System.Text.Json;

namespace PageEngine.Cli.Tests;

public sealed class SnapshotTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Theory]
    [InlineData("none")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public void What_was_saved_is_restored_byte_by_byte(string compression)
    {
        Random random = new(1);
        byte[][] first = Pages.Image(random, [Pages.Text(1), Pages.Noise(random)]);
        byte[][] second = [.. first.Select((page, i) => i % 7 == 0 ? Pages.Text(i) : page)];
        string archive = _scratch.File("a.pea");
        foreach (byte[][] state in (byte[][][])[first, second])
        {
            string dump = _scratch.Dump("vm.raw", state);
            ToolRun made = Fine("snapshot", "create", archive, dump, "--compress", compression, "--workers", "2");
            Assert.Contains("vm", made.Output);
            Assert.Contains("Saved", made.Output);
        }

        for (int i = 0; i < 2; i++)
        {
            string back = _scratch.File($"back{i}.raw");
            Fine("snapshot", "restore", archive, $"{i + 1}", back);
            Assert.Equal<byte>((i == 0 ? first : second).SelectMany(static page => page), File.ReadAllBytes(back));
        }

        Assert.Contains("All is well: 2 checkpoints", Fine("snapshot", "verify", archive).Output);
    }

    [Fact]
    public void Checkpoints_are_scanned_and_compared_where_they_are()
    {
        string archive = _scratch.File("a.pea");
        Fine("snapshot", "create", archive, _scratch.Dump("a.raw", [Pages.Text(1), Pages.Text(1), Pages.Zero]));
        Fine("snapshot", "create", archive, _scratch.Dump("a.raw", [Pages.Text(1), Pages.Text(2), Pages.Zero]),
            "--name", "later");
        JsonElement scan = Fine("scan", "--json", archive + "#1", archive + "#later").Json;
        Assert.Equal(6, scan.GetProperty("total").GetProperty("pages").GetInt32());
        Assert.Equal(3, scan.GetProperty("total").GetProperty("freeablePages").GetInt32());
        JsonElement diff = Fine("diff", "--json", archive + "#1", archive).Json;
        Assert.Equal(1, diff.GetProperty("differingPages").GetInt32());
    }

    [Fact]
    public void The_list_says_what_each_checkpoint_added()
    {
        string archive = _scratch.File("a.pea");
        string dump = _scratch.Dump("web.raw", [Pages.Text(1), Pages.Text(2), Pages.Zero]);
        Fine("snapshot", "create", archive, dump, "--name", "before");
        Fine("snapshot", "create", archive, dump, "--machine", "twin");
        JsonElement made = Fine("snapshot", "create", archive, dump, "--json").Json;
        Assert.Equal(3, made.GetProperty("number").GetInt32());
        Assert.Equal(1, made.GetProperty("parent").GetInt32());

        JsonElement json = Fine("snapshot", "list", "--json", archive).Json;
        JsonElement[] checkpoints = [.. json.GetProperty("checkpoints").EnumerateArray()];
        Assert.Equal(["web", "twin", "web"], checkpoints.Select(static one => one.GetProperty("machine").GetString()));
        Assert.Equal([2, 0, 0], checkpoints.Select(static one => one.GetProperty("newContents").GetInt32()));
        Assert.Equal([0, 0, 1], checkpoints.Select(static one => one.GetProperty("parent").GetInt32()));
        Assert.Equal(dump, checkpoints[0].GetProperty("source").GetString());
        Assert.Equal(new FileInfo(archive).Length, json.GetProperty("bytes").GetInt64());
        string table = Fine("snapshot", "list", archive).Output;
        Assert.All((string[])["before", "twin", "12 KiB", "33.3 %"], part => Assert.Contains(part, table));
    }

    [Fact]
    public void Pruning_keeps_the_last_checkpoints_of_each_machine_with_their_numbers()
    {
        string archive = _scratch.File("a.pea");
        for (int i = 0; i < 3; i++)
        {
            Fine("snapshot", "create", archive, _scratch.Dump("a.raw", [Pages.Text(0), Pages.Noise(new Random(i))]));
        }

        Fine("snapshot", "create", archive, _scratch.Dump("b.raw", [Pages.Noise(new Random(0))]));
        long before = new FileInfo(archive).Length;
        Assert.Contains("Removed 2 checkpoints", Fine("snapshot", "prune", archive, "--keep", "1").Output);
        Assert.InRange(new FileInfo(archive).Length, 1, before - Page.Size);
        JsonElement json = Fine("snapshot", "list", "--json", archive).Json;
        JsonElement[] kept = [.. json.GetProperty("checkpoints").EnumerateArray()];
        Assert.Equal([3, 4], kept.Select(static one => one.GetProperty("number").GetInt32()));
        Fine("snapshot", "verify", archive);
        Fine("snapshot", "restore", archive, "3", _scratch.File("back.raw"));
        byte[][] last = [Pages.Text(0), Pages.Noise(new Random(2))];
        Assert.Equal<byte>(last.SelectMany(static page => page), File.ReadAllBytes(_scratch.File("back.raw")));
        Assert.Equal(5, Fine("snapshot", "create", archive, _scratch.File("a.raw"), "--json").Json
            .GetProperty("number").GetInt32());
    }

    [Fact]
    public void Damage_is_named_and_is_a_failure()
    {
        string archive = _scratch.File("a.pea");
        Fine("snapshot", "create", archive, _scratch.Dump("a.raw", [Pages.Noise(new Random(1))]), "--compress", "none");
        using (FileStream file = File.OpenWrite(archive))
        {
            file.Position = 1000;
            file.WriteByte(1);
        }

        ToolRun run = ToolRun.Of("snapshot", "verify", archive);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"pageengine: {archive}: a page at byte 32 is damaged", run.ErrorLines);
        Assert.Contains("Damaged: 1 of 1 checkpoint", run.Output);
        ToolRun restore = ToolRun.Of("snapshot", "restore", archive, "last", _scratch.File("back.raw"));
        Assert.Equal((1, ""), (restore.ExitCode, restore.Output));
        Assert.Equal([$"pageengine: {archive}: a page at byte 32 is damaged"], restore.ErrorLines);
        Assert.False(File.Exists(_scratch.File("back.raw")) || File.Exists(_scratch.File("back.raw.new")));
    }

    [Fact]
    public void A_cancelled_run_leaves_the_archive_as_it_was()
    {
        string archive = _scratch.File("a.pea");
        string dump = _scratch.Dump("a.raw", [Pages.Text(1), Pages.Text(2)]);
        Fine("snapshot", "create", archive, dump);
        byte[] before = File.ReadAllBytes(archive);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Equal(130, ToolRun.Of(cancelled.Token, "snapshot", "create", archive, dump).ExitCode);
        Assert.Equal(130, ToolRun.Of(cancelled.Token, "snapshot", "restore", archive, "1", dump, "--force").ExitCode);
        Assert.Equal(130, ToolRun.Of(cancelled.Token, "snapshot", "verify", archive).ExitCode);
        Assert.Equal(before, File.ReadAllBytes(archive));
    }

    [Theory]
    [InlineData("snapshot create a.pea", "nothing to save: name a FILE, or --pid N")]
    [InlineData("snapshot create a.pea b.raw --pid 1", "FILE and --pid do not go together")]
    [InlineData("snapshot create a.pea b.raw --stop", "--stop goes with --pid only")]
    [InlineData("snapshot create a.pea b.raw --parent first", "--parent takes the number of a checkpoint")]
    [InlineData("snapshot create a.pea --jsn", "there is no option --jsn")]
    [InlineData("snapshot prune a.pea", "--keep")]
    [InlineData("snapshot prune a.pea --keep 0", "--keep takes a whole number, 1 or more, not '0'")]
    public void Command_lines_that_make_no_sense_are_refused(string line, string reason)
    {
        ToolRun run = ToolRun.Of(line.Split(' '));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        string said = Assert.Single(run.ErrorLines);
        Assert.Contains(reason, said);
        Assert.EndsWith($"(see pageengine snapshot {line.Split(' ')[1]} --help)", said);
    }

    [Fact]
    public void What_cannot_be_done_is_said_in_one_line()
    {
        string archive = _scratch.File("a.pea");
        string dump = _scratch.Dump("a.raw", [Pages.Text(1)]);
        Fine("snapshot", "create", archive, dump);
        Refused($"{dump}: this is no archive of memory checkpoints", "snapshot", "list", dump);
        Refused($"{archive}: there is no checkpoint 7", "snapshot", "create", archive, dump, "--parent", "7");
        Refused($"{archive}: there is no checkpoint '7'; it has 1 to 1", "snapshot", "restore", archive, "7", "x.raw");
        Refused($"{dump}: this is there already; --force replaces it", "snapshot", "restore", archive, "1", dump);
        Refused($"{_scratch.File("b.pea")}: there is no such file", "snapshot", "verify", _scratch.File("b.pea"));
        string missing = _scratch.File("b.raw");
        Refused($"{missing}: there is no such file", "snapshot", "create", archive, missing);
        Assert.False(File.Exists(_scratch.File("b.pea")));
    }

    public void Dispose() => _scratch.Dispose();

    private static ToolRun Fine(params string[] args)
    {
        ToolRun run = ToolRun.Of(args);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run;
    }

    private static void Refused(string reason, params string[] args)
    {
        ToolRun run = ToolRun.Of(args);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal([$"pageengine: {reason}"], run.ErrorLines);
    }
}
