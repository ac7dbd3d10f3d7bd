using System.Text.Json;
using PageEngine.Images;

namespace PageEngine.Cli.Tests;

public sealed class DiffTests
{
    private const ulong Header = 8;

    [Fact]
    public void Json_begins_with_these_keys_in_this_order()
    {
        using Scratch scratch = new();
        string path = scratch.Dump("a.raw", [Pages.Text(1)]);
        JsonElement json = ToolRun.Of("diff", "--json", path, path).Json;
        string[] keys = [.. json.EnumerateObject().Select(static property => property.Name)];
        Assert.Equal(
            ["pages", "differingPages", "runs", "zeroToNonZero", "nonZeroToZero", "alreadyInOld", "bytes"], keys[..7]);
        Assert.Equal(
            ["raw", "xbzrle", "lz4", "reference", "zero"],
            json.GetProperty("bytes").EnumerateObject().Select(static property => property.Name));
    }

    [Fact]
    public void Sample_dumps_differ_as_they_were_made()
    {
        using Scratch scratch = new();
        SampleImageSet samples = SampleImages.Write(
            scratch.Directory, new SampleImageOptions { Seed = 6, GuestSize = ByteSize.FromMiB(4) });
        JsonElement json = ToolRun.Of("diff", "--json", samples.Images[0].Path, samples.Later.Path).Json;
        Assert.Equal(
            samples.Difference,
            new SampleDifference(
                Count(json, "pages"), Count(json, "differingPages"), Count(json, "runs"), Count(json, "zeroToNonZero"),
                Count(json, "nonZeroToZero"), Count(json, "alreadyInOld")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Everything_is_as_a_naive_comparison_has_it(int seed)
    {
        Random random = new(seed);
        byte[][] common = [.. Enumerable.Range(0, 15).Select(_ => Pages.Noise(random)), .. Enumerable.Range(0, 9).Select(Pages.Text)];
        byte[][] old = Pages.Image(random, common);
        byte[][] changed = [.. old.Select(page => Later(page, old, random)), .. Pages.Image(random, common).Take(seed - 1)];
        using Scratch scratch = new();
        ToolRun run = ToolRun.Of(
            "diff", "--json", "--workers", $"{seed}", scratch.Dump("old.raw", old), scratch.Dump("new.raw", changed));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement json = run.Json;

        bool[] differs = [.. old.Select((page, i) => !page.SequenceEqual(changed[i]))];
        int[] at = [.. Enumerable.Range(0, old.Length).Where(i => differs[i])];
        HashSet<string> held = [.. old.Select(Pages.KeyOf)];
        Assert.Equal((ulong)old.Length, Count(json, "pages"));
        Assert.Equal((ulong)at.Length, Count(json, "differingPages"));
        Assert.Equal((ulong)at.Count(i => i == 0 || !differs[i - 1]), Count(json, "runs"));
        Assert.Equal((ulong)at.Count(i => PageContent.IsZero(old[i])), Count(json, "zeroToNonZero"));
        Assert.Equal((ulong)at.Count(i => PageContent.IsZero(changed[i])), Count(json, "nonZeroToZero"));
        Assert.Equal((ulong)at.Count(i => held.Contains(Pages.KeyOf(changed[i]))), Count(json, "alreadyInOld"));
        Assert.Equal(0UL, Count(json, "onlyInOld"));
        Assert.Equal((ulong)(changed.Length - old.Length), Count(json, "onlyInNew"));

        int[] sizes = [.. at.Select(i => old[i].Where((value, offset) => value != changed[i][offset]).Count())];
        Assert.Equal((ulong)sizes.Sum(), Count(json, "changedBytes"));
        Assert.All(json.GetProperty("changedBytesPerPage").EnumerateArray(), bucket => Assert.Equal(
            (ulong)sizes.Count(size => size >= bucket.GetProperty("from").GetInt32() && size <= bucket.GetProperty("to").GetInt32()),
            Count(bucket, "pages")));

        JsonElement bytes = json.GetProperty("bytes");
        Assert.Equal((ulong)at.Length * (Header + Page.Size), Count(bytes, "raw"));
        Assert.Equal(CostOf(static _ => Page.Size), Count(bytes, "zero"));
        Assert.Equal(CostOf(i => Math.Min(Page.Size, 3 + Xbzrle.EncodedSize(old[i], changed[i]))), Count(bytes, "xbzrle"));
        Assert.Equal(CostOf(i => Math.Min(Page.Size, 4 + Compressed(changed[i]))), Count(bytes, "lz4"));
        Assert.Equal(CostOf(i => held.Contains(Pages.KeyOf(changed[i])) ? 20 : Page.Size), Count(bytes, "reference"));

        ulong CostOf(Func<int, int> payload) =>
            at.Aggregate(0UL, (sum, i) => sum + Header + (PageContent.IsZero(changed[i]) ? 1UL : (ulong)payload(i)));
    }

    [Fact]
    public void Pages_are_matched_by_guest_address()
    {
        // old: pages 0 to 5; new: a core with pages 2, 3 and 5 to 7.
        using Scratch scratch = new();
        string old = scratch.Dump("old.raw", Enumerable.Range(0, 6).Select(Pages.Text));
        string core = scratch.File("new.elf");
        using (FileStream file = File.Create(core))
        {
            ElfCoreWriter writer = new(file, [new(2 * Page.Size, 2 * Page.Size), new(5 * Page.Size, 3 * Page.Size)]);
            writer.Write([.. Pages.Text(2), .. Pages.Text(0), .. Pages.Zero, .. Pages.Text(9), .. Pages.Text(9)]);
            writer.Complete();
        }

        JsonElement json = ToolRun.Of("diff", "--json", old, core).Json;
        Assert.Equal(3UL, Count(json, "pages"));
        Assert.Equal(2UL, Count(json, "differingPages"));
        Assert.Equal(2UL, Count(json, "runs"));
        Assert.Equal(1UL, Count(json, "nonZeroToZero"));
        Assert.Equal(1UL, Count(json, "alreadyInOld"));
        Assert.Equal(3UL, Count(json, "onlyInOld"));
        Assert.Equal(2UL, Count(json, "onlyInNew"));

        JsonElement back = ToolRun.Of("diff", "--json", core, old).Json;
        Assert.Equal(1UL, Count(back, "zeroToNonZero"));
        Assert.Equal(2UL, Count(back, "onlyInOld"));
    }

    [Fact]
    public void Runs_go_on_across_the_blocks_that_workers_compare()
    {
        using Scratch scratch = new();
        string old = scratch.Dump("old.raw", Enumerable.Range(0, 2100).Select(static _ => Pages.Zero));
        string changed = scratch.Dump("new.raw", Enumerable.Range(0, 2100).Select(static i => i < 5 ? Pages.Zero : Pages.Text(i)));
        foreach (string workers in (string[])["1", "2", "3"])
        {
            JsonElement json = ToolRun.Of("diff", "--json", "--workers", workers, old, changed).Json;
            Assert.Equal(1UL, Count(json, "runs"));
            Assert.Equal(2095UL, Count(json, "longestRun"));
            Assert.Equal(2095UL, Count(json, "zeroToNonZero"));
        }
    }

    [Fact]
    public void Equal_dumps_and_dumps_without_a_common_address_have_no_differing_page()
    {
        using Scratch scratch = new();
        string raw = scratch.Dump("a.raw", [Pages.Text(1)]);
        ToolRun same = ToolRun.Of("diff", raw, raw);
        Assert.Equal(0, same.ExitCode);
        Assert.DoesNotContain("Cost", same.Output);

        string core = scratch.File("far.elf");
        using (FileStream file = File.Create(core))
        {
            ElfCoreWriter writer = new(file, [new(1UL << 30, Page.Size)]);
            writer.Write(Pages.Text(1));
            writer.Complete();
        }

        ToolRun apart = ToolRun.Of("diff", "--json", raw, core);
        Assert.Equal(0, apart.ExitCode);
        Assert.Contains("no address in common", Assert.Single(apart.ErrorLines));
        Assert.Equal(0UL, Count(apart.Json, "pages"));
    }

    [Fact]
    public void Tables_say_what_the_costs_include()
    {
        using Scratch scratch = new();
        string old = scratch.Dump("old.raw", [Pages.Text(1), Pages.Zero]);
        string changed = scratch.Dump("new.raw", [Pages.Text(2), Pages.Zero]);
        ToolRun run = ToolRun.Of("diff", old, changed);
        Assert.Contains($"{old} → {changed}", run.Output);
        Assert.Contains("8 bytes of header a page included", run.Output);
        Assert.Contains("bytes changed in all", run.Output);
    }

    private static byte[] Later(byte[] page, byte[][] old, Random random) => random.Next(8) switch
    {
        0 => Pages.Zero,
        1 => Pages.WithChanges(page, random, random.Next(1, 40)),
        2 => Pages.WithChanges(page, random, 4000),
        3 => Pages.Text(random.Next(1000)),
        4 => old[random.Next(old.Length)],
        _ => page,
    };

    private static int Compressed(byte[] page)
    {
        byte[] room = new byte[Page.Size];
        return new Lz4PageCompressor().TryCompress(page, room, out int written) ? written : Page.Size;
    }

    private static ulong Count(JsonElement json, string key) => json.GetProperty(key).GetUInt64();
}
