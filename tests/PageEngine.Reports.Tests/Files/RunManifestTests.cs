namespace PageEngine.Reports.Tests;

public sealed class RunManifestTests : IDisposable
{
    private const string Rest = "\"seed\":1,\"simulatedNanoseconds\":1,\"eventCount\":1,\"eventHash\":\"\"}";

    private readonly Scratch _scratch = new();

    private static RunManifest Sample => new()
    {
        ToolVersion = "1.2.3",
        Scenario = RunScenario.Of("scenarios/idle <tax>.json", "abc"u8),
        Seed = ulong.MaxValue,
        SimulatedNanoseconds = 600_000_000_000,
        EventCount = 12_345,
        EventHash = "00ff",
        Files = [new RunFile("hosts.csv", 12, new string('a', 64))],
    };

    [Fact]
    public void A_manifest_is_read_back_as_it_was_written()
    {
        RunFile file = Sample.Write(_scratch.Directory);
        Assert.Equal("manifest.json", file.Name);
        RunManifest read = RunManifest.Read(_scratch.File("manifest.json"));
        Assert.Equal(Sample.Files, read.Files);
        Assert.Equal(Sample with { Files = [] }, read with { Files = [] });
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", read.Scenario!.Sha256);
        Assert.EndsWith("}\n", _scratch.Text("manifest.json"));
        Assert.DoesNotContain("createdAt", _scratch.Text("manifest.json"));
    }

    [Fact]
    public void A_time_of_day_is_in_it_only_if_it_was_given()
    {
        DateTimeOffset time = new(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);
        (Sample with { CreatedAt = time }).Write(_scratch.Directory);
        Assert.Equal(time, RunManifest.Read(_scratch.File("manifest.json")).CreatedAt);
    }

    [Theory]
    [InlineData("", "no manifest")]
    [InlineData("null", "it is null")]
    [InlineData("{}", "no manifest")]
    [InlineData("[1,2]", "no manifest")]
    [InlineData("{\"formatVersion\":1,\"toolVersion\":null," + Rest, "no manifest")]
    [InlineData("{\"formatVersion\":2,\"toolVersion\":\"\"," + Rest, "version 2")]
    public void What_is_no_manifest_is_refused_in_one_line_with_its_path(string content, string reason)
    {
        File.WriteAllText(_scratch.File("m.json"), content);
        string message = Assert.Throws<InvalidDataException>(() => RunManifest.Read(_scratch.File("m.json"))).Message;
        Assert.StartsWith(_scratch.File("m.json"), message);
        Assert.Contains(reason, message);
        Assert.DoesNotContain('\n', message);
    }

    public void Dispose() => _scratch.Dispose();
}
