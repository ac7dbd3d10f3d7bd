using System.Text.Json;
using System.Text.Json.Serialization;

namespace PageEngine.Cli.Watching;

/// <summary>Writes a watch for programs: a line of JSON for each interval, with these keys in this order.</summary>
internal sealed class WatchJson(TextWriter output) : IWatchView
{
    private const double NanosecondsPerMillisecond = 1e6;

    /// <inheritdoc/>
    public void Run(Action watch) => watch();

    /// <inheritdoc/>
    public void Show(WatchInterval interval)
    {
        Line line = new(
            interval.Number,
            Seconds(interval.EndNanoseconds),
            Seconds(interval.PeriodNanoseconds),
            interval.Pages,
            interval.ZeroPages,
            interval.DirtyPages,
            Math.Round(interval.DirtyBytesPerSecond),
            interval.AppearedPages,
            interval.VanishedPages,
            interval.UnreadablePages,
            Math.Round(interval.LookNanoseconds / NanosecondsPerMillisecond, 3),
            [.. interval.WorkingSets.Select(static set => new Window(
                Seconds(set.WindowNanoseconds), Seconds(set.CoveredNanoseconds), set.Pages, set.Pages << Page.Shift))]);
        output.WriteLine(JsonSerializer.Serialize(line, WatchJsonContext.Default.Line));
        output.Flush();
    }

    /// <inheritdoc/>
    /// <remarks>A program adds up for itself.</remarks>
    public void ShowTotals(WatchTotals totals)
    {
    }

    private static double Seconds(long nanoseconds) => Math.Round(nanoseconds / WatchClock.NanosecondsPerSecond, 6);

    internal sealed record Line(
        int Interval,
        double TimeSeconds,
        double PeriodSeconds,
        ulong Pages,
        ulong ZeroPages,
        ulong DirtyPages,
        double DirtyBytesPerSecond,
        ulong AppearedPages,
        ulong VanishedPages,
        ulong UnreadablePages,
        double ScanMilliseconds,
        Window[] WritableWorkingSet);

    internal sealed record Window(double WindowSeconds, double CoveredSeconds, ulong Pages, ulong Bytes);
}

/// <summary>The serializer of <see cref="WatchJson"/>, made at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WatchJson.Line))]
internal sealed partial class WatchJsonContext : JsonSerializerContext;
