using System.Globalization;

namespace PageEngine.Cli.Watching;

/// <summary>The columns in which people see an interval.</summary>
internal sealed class WatchColumns(IReadOnlyList<long> windows)
{
    /// <summary>The heads of the columns.</summary>
    internal string[] Heads { get; } =
    [
        "Time", "Memory", "Zero", "Dirty pages", "Dirty a second",
        .. windows.Select(static window => "WWS " + Span(window)), "Look",
    ];

    /// <summary>The cells of an interval.</summary>
    internal static string[] CellsOf(WatchInterval interval) =>
    [
        Span(interval.EndNanoseconds),
        Figures.Memory(interval.Pages),
        Figures.Percent(interval.ZeroPages, interval.Pages),
        Figures.Count(interval.DirtyPages),
        Rate(interval.DirtyBytesPerSecond),
        .. interval.WorkingSets.Select(static set => Figures.Memory(set.Pages)),
        Span(interval.LookNanoseconds),
    ];

    /// <summary>Bytes a second.</summary>
    internal static string Rate(double bytesPerSecond) => $"{new ByteSize((ulong)Math.Round(bytesPerSecond))}/s";

    /// <summary>A length of time in a unit that suits it.</summary>
    internal static string Span(long nanoseconds) => nanoseconds < 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.#} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e9:0.#} s");
}
