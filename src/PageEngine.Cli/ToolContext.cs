namespace PageEngine.Cli;

/// <summary>The world around one run of the tool: where it writes, what time it is, and whether to stop.</summary>
internal sealed record ToolContext
{
    /// <summary>Takes results.</summary>
    internal required TextWriter Output { get; init; }

    /// <summary>Takes what is to be said beside the results, a line each.</summary>
    internal required Messages Messages { get; init; }

    /// <summary>Shows how far the run is, or nothing.</summary>
    internal required ProgressLine Progress { get; init; }

    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Asks the run to end soon.</summary>
    internal CancellationToken Cancellation { get; init; }

    /// <summary>The seconds since a timestamp of the clock.</summary>
    internal double SecondsSince(long timestamp) => Clock.GetElapsedTime(timestamp).TotalSeconds;
}
