using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PageEngine.Images;

namespace PageEngine.Cli.Snapshots;

/// <summary>Writes archives and checkpoints for programs.</summary>
internal static class SnapshotJson
{
    internal static Checkpoint Of(MemoryCheckpoint checkpoint) => new(
        checkpoint.Number,
        checkpoint.Parent,
        checkpoint.Machine,
        checkpoint.Name,
        checkpoint.Source,
        checkpoint.Created,
        checkpoint.IsOfRunning,
        checkpoint.PageCount,
        checkpoint.ZeroPages,
        checkpoint.MissingPages,
        checkpoint.NewContents,
        checkpoint.ContentBytes,
        checkpoint.ArchiveBytes);

    internal static void Write(Checkpoint checkpoint, TextWriter output) =>
        Write(JsonSerializer.Serialize(checkpoint, SnapshotJsonContext.Readable.Checkpoint), output);

    internal static void Write(MemoryArchive archive, TextWriter output)
    {
        Archive document = new(
            archive.Path, archive.ByteLength, archive.UnfinishedBytes, Page.Size, [.. archive.Checkpoints.Select(Of)]);
        Write(JsonSerializer.Serialize(document, SnapshotJsonContext.Readable.Archive), output);
    }

    internal static void Write(MemoryArchiveReport report, TextWriter output)
    {
        Report document = new(
            report.IsSound, report.Checkpoints, report.DamagedCheckpoints, report.Contents, report.DamagedContents,
            report.UnfinishedBytes, report.Problems);
        Write(JsonSerializer.Serialize(document, SnapshotJsonContext.Readable.Report), output);
    }

    private static void Write(string json, TextWriter output)
    {
        output.WriteLine(json);
        output.Flush();
    }

    internal sealed record Archive(
        string Path, long Bytes, long UnfinishedBytes, int PageSize, IReadOnlyList<Checkpoint> Checkpoints);

    internal sealed record Checkpoint(
        uint Number,
        uint Parent,
        string Machine,
        string Name,
        string Source,
        DateTimeOffset? Created,
        bool Running,
        ulong Pages,
        ulong ZeroPages,
        ulong MissingPages,
        ulong NewContents,
        ulong ContentBytes,
        ulong ArchiveBytes);

    internal sealed record Report(
        bool Sound,
        int Checkpoints,
        IReadOnlyList<uint> DamagedCheckpoints,
        ulong Contents,
        ulong DamagedContents,
        long UnfinishedBytes,
        IReadOnlyList<string> Problems);
}

/// <summary>The serializer of <see cref="SnapshotJson"/>, made at build time.</summary>
[JsonSerializable(typeof(SnapshotJson.Archive))]
[JsonSerializable(typeof(SnapshotJson.Checkpoint))]
[JsonSerializable(typeof(SnapshotJson.Report))]
internal sealed partial class SnapshotJsonContext : JsonSerializerContext
{
    /// <summary>With paths written as they are where JSON allows it.</summary>
    internal static SnapshotJsonContext Readable { get; } =
        new(new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
}
