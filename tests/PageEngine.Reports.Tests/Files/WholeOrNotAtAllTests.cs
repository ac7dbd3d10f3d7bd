namespace PageEngine.Reports.Tests;

public sealed class WholeOrNotAtAllTests : IDisposable
{
    private const string FullDevice = "/dev/full";

    private readonly Scratch _scratch = new();

    public static TheoryData<string> Kinds => ["csv", "jsonl", "parquet"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Files_have_no_name_until_they_are_whole(string kind)
    {
        File.WriteAllText(_scratch.File($"small.{kind}"), "of an earlier run");
        using (FileSeriesSink sink = Make(kind, _scratch.Directory))
        {
            sink.Begin(Tables.Small);
            sink.Append(Tables.Small.CreateRow());
            Assert.Equal("of an earlier run", _scratch.Text($"small.{kind}"));
        }

        Assert.Equal([$"small.{kind}"], _scratch.Names);
        Assert.Equal("of an earlier run", _scratch.Text($"small.{kind}"));
        using (FileSeriesSink sink = Make(kind, _scratch.Directory))
        {
            Tables.Write(sink);
            Assert.All(sink.Files, file => Assert.Equal(HashOf(file.Name), file.Sha256));
            Assert.All(sink.Files, file => Assert.Equal(new FileInfo(_scratch.File(file.Name)).Length, file.Bytes));
        }

        Assert.DoesNotContain(_scratch.Names, name => name.EndsWith(".partial", StringComparison.Ordinal));
        Assert.NotEqual("of an earlier run", _scratch.Text($"small.{kind}"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_full_disk_is_told_in_one_line_and_leaves_nothing(string kind)
    {
        if (!File.Exists(FullDevice))
        {
            Assert.Skip($"{FullDevice} is not on this machine");
        }

        File.CreateSymbolicLink(_scratch.File($"small.{kind}.partial"), FullDevice);
        using (FileSeriesSink sink = Make(kind, _scratch.Directory))
        {
            IOException failure = Assert.Throws<IOException>(() => Tables.Write(sink));
            AssertTold(failure, _scratch.File($"small.{kind}"), "No space left on device");
            Assert.Throws<InvalidOperationException>(sink.Complete);
        }

        Assert.Empty(_scratch.Names);
    }

    [Fact]
    public void A_disk_that_fills_in_the_middle_of_a_run_stops_it()
    {
        if (!File.Exists(FullDevice))
        {
            Assert.Skip($"{FullDevice} is not on this machine");
        }

        File.CreateSymbolicLink(_scratch.File("guests.csv.partial"), FullDevice);
        using CsvSeriesSink sink = new(_scratch.Directory);
        IOException failure = Assert.Throws<IOException>(() => new SampleRun { Samples = 5000 }.WriteTo(sink));
        AssertTold(failure, _scratch.File("guests.csv"), "No space left on device");
        Assert.False(File.Exists(_scratch.File("hosts.csv")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_directory_that_cannot_be_made_is_told_with_its_path(string kind)
    {
        File.WriteAllText(_scratch.File("file"), "");
        using FileSeriesSink sink = Make(kind, Path.Combine(_scratch.File("file"), "below"));
        IOException failure = Assert.Throws<IOException>(() => sink.Begin(Tables.Small));
        AssertTold(failure, Path.Combine(_scratch.File("file"), "below"), "writing failed");
    }

    [Fact]
    public void A_directory_in_the_place_of_a_file_is_told()
    {
        Directory.CreateDirectory(_scratch.File("report.html"));
        IOException failure = Assert.Throws<IOException>(() => new HtmlReport("x").Write(_scratch.Directory));
        AssertTold(failure, _scratch.File("report.html"), "a directory has this name");
    }

    [Fact]
    public void A_report_on_a_full_disk_is_told()
    {
        if (!File.Exists(FullDevice))
        {
            Assert.Skip($"{FullDevice} is not on this machine");
        }

        File.CreateSymbolicLink(_scratch.File("report.html.partial"), FullDevice);
        IOException failure = Assert.Throws<IOException>(() => new HtmlReport("x").Write(_scratch.Directory));
        AssertTold(failure, _scratch.File("report.html"), "No space left on device");
        Assert.Empty(_scratch.Names);
    }

    [Fact]
    public void A_directory_without_permission_is_told()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Skip("this user may write everywhere");
        }

        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("directories have no such modes here");
            return;
        }

        string locked = _scratch.File("locked");
        Directory.CreateDirectory(locked, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        IOException failure = Assert.Throws<IOException>(() => new HtmlReport("x").Write(locked));
        AssertTold(failure, Path.Combine(locked, "report.html"), "permission denied");
    }

    public void Dispose() => _scratch.Dispose();

    private static void AssertTold(IOException failure, string path, string reason)
    {
        Assert.StartsWith(path, failure.Message);
        Assert.Contains(reason, failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private static FileSeriesSink Make(string kind, string directory) => kind switch
    {
        "csv" => new CsvSeriesSink(directory),
        "jsonl" => new JsonLinesSeriesSink(directory),
        _ => new ParquetSeriesSink(directory),
    };

    private string HashOf(string name) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_scratch.File(name))));
}
