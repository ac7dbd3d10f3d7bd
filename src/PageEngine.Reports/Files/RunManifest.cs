using System.Text.Json;

namespace PageEngine.Reports;

/// <summary>What a run was, and what it has left behind: enough to repeat it and to tell whether it came out the same.
/// </summary>
/// <remarks>
/// Immutable, so thread-safe. Nothing in it depends on the time of day unless <see cref="CreatedAt"/> is given, so two
/// runs of one scenario on one machine have equal manifests, byte by byte.
/// </remarks>
public sealed record RunManifest
{
    /// <summary>The version of this form of manifest.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>The version of the form of manifest that was read or will be written.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The version of the tool that ran.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The scenario; null if there was no file.</summary>
    public RunScenario? Scenario { get; init; }

    /// <summary>The seed of all chance.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The simulated time that passed, in nanoseconds.</summary>
    public required long SimulatedNanoseconds { get; init; }

    /// <summary>The events that were handled.</summary>
    public required long EventCount { get; init; }

    /// <summary>The hash over all events, in hexadecimal digits: two runs are the same if it is.</summary>
    public required string EventHash { get; init; }

    /// <summary>The files of the run, beside the manifest.</summary>
    public IReadOnlyList<RunFile> Files { get; init; } = [];

    /// <summary>What the run ran on.</summary>
    public RunRuntime Runtime { get; init; } = RunRuntime.Current;

    /// <summary>When the run was made, as its caller says; null, the default, for a manifest that can be repeated.
    /// </summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Writes the manifest into a directory, whole or not at all.</summary>
    /// <param name="directory">The directory; it is made if it is not there.</param>
    /// <param name="name">The name of the file.</param>
    /// <exception cref="IOException">The file cannot be written; the message says which and why.</exception>
    public RunFile Write(string directory, string name = "manifest.json")
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(name);
        using OutputFile output = OutputFile.Create(directory, name);
        JsonSerializer.Serialize(output, this, RunManifestJson.Default.RunManifest);
        output.Write("\n"u8);
        output.Seal();
        return output.Publish();
    }

    /// <summary>Reads a manifest.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no manifest, or one of a later version.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RunManifest Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            RunManifest manifest = JsonSerializer.Deserialize(
                File.ReadAllBytes(path), RunManifestJson.Default.RunManifest)
                ?? throw new InvalidDataException($"{path}: this is no manifest: it is null");
            return manifest.FormatVersion is CurrentFormatVersion
                ? manifest
                : throw new InvalidDataException(
                    $"{path}: this is a manifest of version {manifest.FormatVersion}, not {CurrentFormatVersion}");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{path}: this is no manifest: {exception.Message}".ReplaceLineEndings(" "), exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"{path}: permission denied", exception);
        }
    }
}
