using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PageEngine.Cli.Diffing;

/// <summary>Writes the result of a comparison for programs.</summary>
internal static class DiffJson
{
    internal static void Write(DiffResult result, TextWriter output)
    {
        DumpComparison comparison = result.Comparison;
        TransferCost cost = comparison.Cost;
        Document document = new(
            comparison.Match.Pages,
            comparison.DifferingPages,
            comparison.Differing.Count,
            comparison.ZeroToNonZero,
            comparison.NonZeroToZero,
            result.Held.All,
            new Costs(cost.Raw, cost.Xbzrle, cost.Lz4, result.ReferenceBytes, cost.Zero),
            TransferCost.PageHeader,
            comparison.Match.OnlyInOld,
            comparison.Match.OnlyInNew,
            comparison.LongestRun,
            comparison.Sizes.ChangedBytes,
            [.. ChangeSizes.Limits.Select((limit, i) => new Sizes(ChangeSizes.LowestOf(i), limit, comparison.Sizes[i]))],
            Page.Size,
            result.Request.Old,
            result.Request.New,
            Math.Round(result.Seconds, 6));
        output.WriteLine(JsonSerializer.Serialize(document, DiffJsonContext.Readable.Document));
        output.Flush();
    }

    internal sealed record Document(
        ulong Pages,
        ulong DifferingPages,
        int Runs,
        ulong ZeroToNonZero,
        ulong NonZeroToZero,
        ulong AlreadyInOld,
        Costs Bytes,
        int PageHeaderBytes,
        ulong OnlyInOld,
        ulong OnlyInNew,
        ulong LongestRun,
        ulong ChangedBytes,
        Sizes[] ChangedBytesPerPage,
        int PageSize,
        string Old,
        string New,
        double ElapsedSeconds);

    internal sealed record Costs(ulong Raw, ulong Xbzrle, ulong Lz4, ulong Reference, ulong Zero);

    internal sealed record Sizes(int From, int To, ulong Pages);
}

/// <summary>The serializer of <see cref="DiffJson"/>, made at build time.</summary>
[JsonSerializable(typeof(DiffJson.Document))]
internal sealed partial class DiffJsonContext : JsonSerializerContext
{
    /// <summary>With paths written as they are where JSON allows it.</summary>
    internal static DiffJsonContext Readable { get; } =
        new(new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
}
