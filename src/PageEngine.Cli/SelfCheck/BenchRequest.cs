namespace PageEngine.Cli.SelfCheck;

/// <summary>What one self-check was asked for.</summary>
internal sealed record BenchRequest
{
    internal const int LeastMemoryMiB = 16;
    internal const int MostMemoryGiB = 1;

    /// <summary>The memory that is scanned, copied and encoded.</summary>
    internal required ByteSize Memory { get; init; }

    /// <summary>How long each figure is measured at least, after one pass that is not counted.</summary>
    internal required double SecondsPerFigure { get; init; }

    /// <summary>Whether programs read the answer.</summary>
    internal required bool AsJson { get; init; }

    internal IEnumerable<string> FindReasonsAgainst()
    {
        if (Memory < ByteSize.FromMiB(LeastMemoryMiB) || Memory > ByteSize.FromGiB(MostMemoryGiB))
        {
            yield return $"--memory is {Memory}, but must be from {LeastMemoryMiB} MiB to {MostMemoryGiB} GiB";
        }
    }
}
