using System.Text.Json;
using PageEngine.Cli.Watching;

namespace PageEngine.Cli.Tests;

/// <summary>One watch of scripted memory: what it answered and wrote.</summary>
internal sealed record WatchRun(int ExitCode, string Output, string Error)
{
    internal const long Second = 1_000_000_000;

    /// <summary>The lines of JSON.</summary>
    internal JsonElement[] Intervals =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonDocument.Parse(line).RootElement)];

    internal static WatchRequest Request => new()
    {
        IntervalNanoseconds = Second,
        WindowNanoseconds = [Second, 3 * Second],
        AsJson = true,
    };

    internal static WatchRun Of(WatchRequest request, ScriptedMemory memory, ScriptedClock clock) =>
        OfOneThatIsEnded(request, memory, clock, new CancellationTokenSource());

    /// <summary>A run that the test ends through the source.</summary>
    internal static WatchRun OfOneThatIsEnded(
        WatchRequest request, ScriptedMemory memory, ScriptedClock clock, CancellationTokenSource end)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using ProgressLine progress = new(null, TimeProvider.System);
        ToolContext context = new()
        {
            Output = output,
            Messages = new Messages(error),
            Progress = progress,
            Cancellation = end.Token,
        };
        memory.Refresh();
        IWatchView view = request.AsJson
            ? new WatchJson(output) : new WatchLines(context, request.WindowNanoseconds, memory.Title);
        int exitCode = new WatchSession(request, context, clock).Run(memory, view);
        return new WatchRun(exitCode, output.ToString(), error.ToString());
    }

    internal ulong[] Column(string key) => [.. Intervals.Select(line => line.GetProperty(key).GetUInt64())];

    /// <summary>The pages of the writable working set of a window in each interval.</summary>
    internal ulong[] WorkingSet(int window) =>
        [.. Intervals.Select(line => line.GetProperty("writableWorkingSet")[window].GetProperty("pages").GetUInt64())];
}
