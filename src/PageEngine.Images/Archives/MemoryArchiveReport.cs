namespace PageEngine.Images;

/// <summary>What reading every byte of an archive found.</summary>
/// <remarks>Immutable; thread-safe.</remarks>
public sealed record MemoryArchiveReport
{
    /// <summary>The most lines of <see cref="Problems"/>: 100.</summary>
    public const int MaxProblems = 100;

    /// <summary>The complete checkpoints.</summary>
    public required int Checkpoints { get; init; }

    /// <summary>The numbers of the checkpoints whose pages cannot all be read as they were, ascending.</summary>
    public required IReadOnlyList<uint> DamagedCheckpoints { get; init; }

    /// <summary>The different contents.</summary>
    public required ulong Contents { get; init; }

    /// <summary>The contents that are not as they were when they were stored.</summary>
    public required ulong DamagedContents { get; init; }

    /// <summary>The bytes behind the last complete checkpoint; they are no damage.</summary>
    public required long UnfinishedBytes { get; init; }

    /// <summary>What is wrong and where, a line each; the first hundred.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0;
}
