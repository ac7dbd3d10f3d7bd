namespace PageEngine.Cli.Watching;

/// <summary>What a look found, compared with the look before.</summary>
internal sealed record WatchInterval
{
    /// <summary>The number of the interval from 1; 0 for the first look, which has nothing to compare with.</summary>
    internal required int Number { get; init; }

    /// <summary>When the look began, from the begin of the first.</summary>
    internal required long EndNanoseconds { get; init; }

    /// <summary>From the begin of the look before to the begin of this one.</summary>
    internal required long PeriodNanoseconds { get; init; }

    /// <summary>What the look took.</summary>
    internal required long LookNanoseconds { get; init; }

    /// <summary>The pages that were seen.</summary>
    internal required ulong Pages { get; init; }

    /// <summary>The pages among them that are zero.</summary>
    internal required ulong ZeroPages { get; init; }

    /// <summary>The pages with other bytes than at the look before.</summary>
    internal required ulong DirtyPages { get; init; }

    /// <summary>The pages that were not there at the look before.</summary>
    internal required ulong AppearedPages { get; init; }

    /// <summary>The pages that are not there any more.</summary>
    internal required ulong VanishedPages { get; init; }

    /// <summary>The pages that were unmapped during the look.</summary>
    internal required ulong UnreadablePages { get; init; }

    /// <summary>The different pages that changed within each window.</summary>
    internal required IReadOnlyList<WorkingSet> WorkingSets { get; init; }

    /// <summary>The bytes of the dirty pages over the period.</summary>
    internal double DirtyBytesPerSecond => PeriodNanoseconds == 0
        ? 0 : DirtyPages * (double)Page.Size * WatchClock.NanosecondsPerSecond / PeriodNanoseconds;
}
