using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PageEngine.Cli.Scanning;

/// <summary>Writes the result of a scan for programs: these keys in this order, all counts in pages.</summary>
internal static class ScanJson
{
    internal static void Write(ScanResult result, TextWriter output)
    {
        ContentCensus total = result.Potential.Total;
        Document document = new(
            Page.Size,
            [.. result.Inputs.Select((input, i) => ImageOf(input.Path, result.Potential.Guests[i]))],
            TotalOf(result.Potential),
            new Ksm(
                result.Request.MaxPageSharing,
                result.Request.UseZeroPages,
                result.Ksm.Shared,
                result.Ksm.Sharing,
                result.Ksm.Unshared,
                result.KsmZeroPages),
            Math.Round(result.Seconds, 6),
            Math.Round(total.Pages / Math.Max(result.Seconds, 1e-9)));
        output.WriteLine(JsonSerializer.Serialize(document, ScanJsonContext.Readable.Document));
        output.Flush();
    }

    private static Image ImageOf(string path, ContentCensus census) => new(
        path, census.Pages, census.ZeroPages, census.DistinctContents, census.Singletons, census.FreeablePages,
        census.FreeableNonZeroPages);

    private static Totals TotalOf(SharingPotential potential) => new(
        potential.Total.Pages,
        potential.Total.ZeroPages,
        potential.Total.DistinctContents,
        potential.Total.Singletons,
        potential.Total.SharedGroups,
        potential.Total.PagesInSharedGroups,
        potential.LargestNonZeroGroup,
        potential.Total.FreeablePages,
        potential.Total.FreeableNonZeroPages,
        potential.WithinGuestsFreeablePages,
        potential.BetweenGuestsFreeablePages,
        potential.WithinGuestsFreeableNonZeroPages,
        potential.BetweenGuestsFreeableNonZeroPages);

    internal sealed record Document(
        int PageSize, Image[] Images, Totals Total, Ksm Ksm, double ElapsedSeconds, double PagesPerSecond);

    internal sealed record Image(
        string Path, ulong Pages, ulong ZeroPages, ulong DistinctContents, ulong Singletons, ulong FreeablePages,
        ulong FreeableNonZeroPages);

    internal sealed record Totals(
        ulong Pages,
        ulong ZeroPages,
        ulong DistinctContents,
        ulong Singletons,
        ulong SharedGroups,
        ulong PagesInSharedGroups,
        ulong LargestNonZeroGroup,
        ulong FreeablePages,
        ulong FreeableNonZeroPages,
        ulong WithinImagesFreeablePages,
        ulong BetweenImagesFreeablePages,
        ulong WithinImagesFreeableNonZeroPages,
        ulong BetweenImagesFreeableNonZeroPages);

    internal sealed record Ksm(
        uint MaxPageSharing, bool UseZeroPages, ulong PagesShared, ulong PagesSharing, ulong PagesUnshared, ulong ZeroPages);
}

/// <summary>The serializer of <see cref="ScanJson"/>, made at build time.</summary>
[JsonSerializable(typeof(ScanJson.Document))]
internal sealed partial class ScanJsonContext : JsonSerializerContext
{
    /// <summary>With paths written as they are where JSON allows it.</summary>
    internal static ScanJsonContext Readable { get; } =
        new(new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
}
