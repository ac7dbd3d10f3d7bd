namespace PageEngine.Images;

/// <summary>Why a record does not fit into a trace.</summary>
internal enum TraceFault
{
    None,
    UnknownOperation,
    UnknownGuest,
    TimeNegative,
    TimeBackwards,
    NoPages,
    PagesBeyondGuest,
    TokenNotAllowed,
    TokenTooLarge,
    PeriodEmpty,
    PeriodTooLong,
    PeriodsOverlap,
    BytesBeyondGuest,
}

/// <summary>The words for <see cref="TraceFault"/>.</summary>
internal static class TraceFaults
{
    internal static string Describe(TraceFault fault) => fault switch
    {
        TraceFault.UnknownOperation => "there is no such operation; there are R, W, Z, D and S",
        TraceFault.UnknownGuest => "the guest was not declared",
        TraceFault.TimeNegative => "a time is 0 or more",
        TraceFault.TimeBackwards => "the time lies before that of the record before",
        TraceFault.NoPages => "a record names at least one page",
        TraceFault.PagesBeyondGuest => "the guest has no such pages",
        TraceFault.TokenNotAllowed => "only reads and writes have a content token",
        TraceFault.TokenTooLarge => "a content token is below 2^63",
        TraceFault.PeriodEmpty => "a period lasts at least 1 ns",
        TraceFault.PeriodTooLong => "the period ends behind the last time that there is",
        TraceFault.PeriodsOverlap => "the period begins before the last one of the guest has ended",
        TraceFault.BytesBeyondGuest => "a period makes no more bytes dirty than the guest has",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
