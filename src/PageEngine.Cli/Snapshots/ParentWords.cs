using System.Globalization;
using PageEngine.Images;

namespace PageEngine.Cli.Snapshots;

/// <summary>Which checkpoint is the parent, by the words of the command line.</summary>
internal static class ParentWords
{
    internal const string Last = "last";
    private const string None = "none";

    internal static bool IsOne(string word) => word is Last or None || TryRead(word, out _);

    /// <summary>The number of the parent; 0 for none.</summary>
    internal static uint NumberOf(string word, string machine, IReadOnlyList<MemoryCheckpoint> checkpoints) =>
        word == Last ? checkpoints.LastOrDefault(checkpoint => checkpoint.Machine == machine)?.Number ?? 0
        : TryRead(word, out uint number) ? number : 0;

    private static bool TryRead(string word, out uint number) =>
        uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
