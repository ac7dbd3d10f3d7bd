using System.Text.Json;
using PageEngine.Images;

namespace PageEngine.Cli.Tests;

public sealed class ScanTests
{
    [Fact]
    public void Json_has_these_keys_in_this_order()
    {
        using Scratch scratch = new();
        string path = scratch.Dump("a.raw", [Pages.Zero, Pages.Text(1)]);
        JsonElement json = ToolRun.Of("scan", "--json", path).Json;

        Assert.Equal(["pageSize", "images", "total", "ksm", "elapsedSeconds", "pagesPerSecond"], Keys(json));
        Assert.Equal(
            ["path", "pages", "zeroPages", "distinctContents", "singletons", "freeablePages", "freeableNonZeroPages"],
            Keys(json.GetProperty("images")[0]));
        Assert.Equal(
            [
                "pages", "zeroPages", "distinctContents", "singletons", "sharedGroups", "pagesInSharedGroups",
                "largestNonZeroGroup", "freeablePages", "freeableNonZeroPages", "withinImagesFreeablePages",
                "betweenImagesFreeablePages", "withinImagesFreeableNonZeroPages", "betweenImagesFreeableNonZeroPages",
            ],
            Keys(json.GetProperty("total")));
        Assert.Equal(
            ["maxPageSharing", "useZeroPages", "pagesShared", "pagesSharing", "pagesUnshared", "zeroPages"],
            Keys(json.GetProperty("ksm")));
        Assert.Equal(4096, json.GetProperty("pageSize").GetInt32());
        Assert.Equal(path, json.GetProperty("images")[0].GetProperty("path").GetString());
        Assert.True(json.GetProperty("elapsedSeconds").GetDouble() >= 0);
        Assert.True(json.GetProperty("pagesPerSecond").GetDouble() >= 0);
    }

    [Fact]
    public void Sample_dumps_have_the_counts_that_they_were_made_with()
    {
        using Scratch scratch = new();
        SampleImageSet samples = SampleImages.Write(
            scratch.Directory, new SampleImageOptions { Seed = 5, GuestSize = ByteSize.FromMiB(4) });
        JsonElement json = ToolRun.Of(["scan", "--json", .. samples.Images.Select(static image => image.Path)]).Json;

        for (int i = 0; i < samples.Images.Count; i++)
        {
            AssertCounts(samples.Images[i].Counts, json.GetProperty("images")[i]);
        }

        JsonElement total = json.GetProperty("total");
        AssertCounts(samples.Totals.Counts, total);
        Assert.Equal(samples.Totals.SharedGroups, Count(total, "sharedGroups"));
        Assert.Equal(samples.Totals.PagesInSharedGroups, Count(total, "pagesInSharedGroups"));
        Assert.Equal(samples.Totals.LargestNonZeroGroup, Count(total, "largestNonZeroGroup"));
        Assert.Equal(samples.Totals.WithinImagesFreeablePages, Count(total, "withinImagesFreeablePages"));
        Assert.Equal(samples.Totals.BetweenImagesFreeablePages, Count(total, "betweenImagesFreeablePages"));
        Assert.Equal(samples.Totals.WithinImagesFreeableNonZeroPages, Count(total, "withinImagesFreeableNonZeroPages"));
        Assert.Equal(samples.Totals.BetweenImagesFreeableNonZeroPages, Count(total, "betweenImagesFreeableNonZeroPages"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Counts_are_those_of_a_dictionary_of_bytes(int seed)
    {
        Random random = new(seed);
        byte[][] common = [.. Enumerable.Range(0, 20).Select(_ => Pages.Noise(random))];
        byte[][][] images = [.. Enumerable.Range(0, 3).Select(_ => Pages.Image(random, common))];
        images = [.. images, images[1]];
        using Scratch scratch = new();
        string[] paths = [.. images.Take(3).Select((image, i) => scratch.Dump($"{i}.raw", image))];

        JsonElement json = ToolRun.Of(
            ["scan", "--json", "--max-page-sharing", "3", "--use-zero-pages", .. paths, paths[1]]).Json;

        for (int i = 0; i < images.Length; i++)
        {
            AssertTwin([images[i]], json.GetProperty("images")[i]);
        }

        AssertTwin(images, json.GetProperty("total"));
        List<ulong> sizes = Groups(images).Where(static group => group.Key != Pages.KeyOf(Pages.Zero))
            .Select(static group => group.Value).ToList();
        KsmModel expected = sizes.Aggregate(default(KsmModel), static (sum, size) => sum + KsmModel.Settle(size, 3));
        JsonElement ksm = json.GetProperty("ksm");
        Assert.Equal(3UL, Count(ksm, "maxPageSharing"));
        Assert.True(ksm.GetProperty("useZeroPages").GetBoolean());
        Assert.Equal(expected.Shared, Count(ksm, "pagesShared"));
        Assert.Equal(expected.Sharing, Count(ksm, "pagesSharing"));
        Assert.Equal(expected.Unshared, Count(ksm, "pagesUnshared"));
        Assert.Equal(Count(json.GetProperty("total"), "zeroPages"), Count(ksm, "zeroPages"));
        Assert.Equal(sizes.Max(), Count(json.GetProperty("total"), "largestNonZeroGroup"));
    }

    [Fact]
    public void Zeros_are_a_content_like_any_other_to_ksm_without_use_zero_pages()
    {
        using Scratch scratch = new();
        string path = scratch.Dump("a.raw", [.. Enumerable.Repeat(Pages.Zero, 257), Pages.Text(1)]);
        JsonElement ksm = ToolRun.Of("scan", "--json", path).Json.GetProperty("ksm");
        Assert.Equal(1UL, Count(ksm, "pagesShared"));
        Assert.Equal(255UL, Count(ksm, "pagesSharing"));
        Assert.Equal(2UL, Count(ksm, "pagesUnshared"));
        Assert.Equal(0UL, Count(ksm, "zeroPages"));
    }

    [Fact]
    public void The_number_of_workers_changes_no_count()
    {
        Random random = new(4);
        byte[][] common = [.. Enumerable.Range(0, 9).Select(_ => Pages.Noise(random))];
        using Scratch scratch = new();
        string path = scratch.Dump("a.raw", Enumerable.Range(0, 9).SelectMany(_ => Pages.Image(random, common)));
        string[] counts = [.. "125".Select(workers => CountsWith($"{workers}"))];
        Assert.Single(counts.Distinct());

        string CountsWith(string workers) =>
            ToolRun.Of("scan", "--json", "--workers", workers, path).Output.Split("\"elapsedSeconds\"")[0];
    }

    [Fact]
    public void A_part_that_is_no_whole_page_is_padded_and_said()
    {
        using Scratch scratch = new();
        byte[] bytes = [.. Pages.Text(1), .. Pages.Text(1)[..4000]];
        string path = scratch.File("odd.raw", bytes);
        ToolRun run = ToolRun.Of("scan", "--json", path);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal([$"pageengine: {path}: the last part is no whole page and was padded with 96 bytes of zeros"], run.ErrorLines);
        Assert.Equal(2UL, Count(run.Json.GetProperty("total"), "distinctContents"));
    }

    [Fact]
    public void Holes_are_zero_pages()
    {
        using Scratch scratch = new();
        string path = scratch.Dump("sparse.raw", [Pages.Text(1)]);
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(64L << 20);
        }

        JsonElement total = ToolRun.Of("scan", "--json", path).Json.GetProperty("total");
        Assert.Equal(16_384UL, Count(total, "pages"));
        Assert.Equal(16_383UL, Count(total, "zeroPages"));
    }

    [Fact]
    public void Raw_reads_a_file_that_looks_like_something_else()
    {
        using Scratch scratch = new();
        string path = scratch.File("a.gz", [0x1F, 0x8B, 0x08, .. new byte[4093]]);
        Assert.Equal(1, ToolRun.Of("scan", path).ExitCode);
        Assert.Equal(0, ToolRun.Of("scan", "--raw", path).ExitCode);
    }

    [Fact]
    public void Tables_name_images_and_say_that_the_estimate_is_a_sample()
    {
        using Scratch scratch = new();
        string path = scratch.Dump("[red]a.raw", [Pages.Zero, .. Enumerable.Range(0, 30).Select(Pages.Text)]);
        ToolRun run = ToolRun.Of("scan", path, path, "--estimate-pages", "10");
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Equal(2, run.Output.Split('\n').Count(line => line.Contains(path)));
        Assert.Contains("all together", run.Output);
        Assert.Contains("max_page_sharing 256, use_zero_pages 0", run.Output);
        Assert.Contains("a sample of 10 of the 30 pages", run.Output);
        Assert.DoesNotContain("LZ4", ToolRun.Of("scan", path, "--estimate-pages", "0").Output);
    }

    [Fact]
    public void Sample_runs_by_itself_and_keeps_what_it_made_only_if_told_where()
    {
        ToolRun temporary = ToolRun.Of("scan", "--json", "--sample");
        Assert.Equal(0, temporary.ExitCode);
        Assert.False(File.Exists(temporary.Json.GetProperty("images")[0].GetProperty("path").GetString()));

        using Scratch scratch = new();
        ToolRun kept = ToolRun.Of("scan", "--json", "--sample", scratch.File("dumps"));
        Assert.Equal(3, kept.Json.GetProperty("images").GetArrayLength());
        Assert.True(File.Exists(kept.Json.GetProperty("images")[2].GetProperty("path").GetString()));
    }

    private static string[] Keys(JsonElement json) => [.. json.EnumerateObject().Select(static property => property.Name)];

    private static ulong Count(JsonElement json, string key) => json.GetProperty(key).GetUInt64();

    private static void AssertCounts(SampleImageCounts expected, JsonElement json)
    {
        Assert.Equal(expected.Pages, Count(json, "pages"));
        Assert.Equal(expected.ZeroPages, Count(json, "zeroPages"));
        Assert.Equal(expected.DistinctContents, Count(json, "distinctContents"));
        Assert.Equal(expected.Singletons, Count(json, "singletons"));
        Assert.Equal(expected.FreeablePages, Count(json, "freeablePages"));
        Assert.Equal(expected.FreeableNonZeroPages, Count(json, "freeableNonZeroPages"));
    }

    private static void AssertTwin(byte[][][] images, JsonElement json)
    {
        Dictionary<string, ulong> groups = Groups(images);
        ulong pages = (ulong)images.Sum(static image => image.Length);
        ulong zero = groups.GetValueOrDefault(Pages.KeyOf(Pages.Zero));
        ulong singletons = (ulong)groups.Values.Count(static size => size == 1);
        AssertCounts(new SampleImageCounts(pages, zero, (ulong)groups.Count, singletons), json);
    }

    private static Dictionary<string, ulong> Groups(byte[][][] images) =>
        images.SelectMany(static image => image).GroupBy(Pages.KeyOf)
            .ToDictionary(static group => group.Key, static group => (ulong)group.LongCount());
}
