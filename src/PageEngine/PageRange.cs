namespace PageEngine;

/// <summary>A run of neighbouring guest pages.</summary>
/// <param name="Start">The first page.</param>
/// <param name="Count">The number of pages.</param>
public readonly record struct PageRange(GuestFrameNumber Start, ulong Count)
{
    /// <summary>The page behind the last one.</summary>
    public GuestFrameNumber End => new(Start.Value + Count);

    /// <summary>The run from one page up to, and without, another.</summary>
    /// <param name="start">The first page.</param>
    /// <param name="end">The page behind the last one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="end"/> stands before <paramref name="start"/>.</exception>
    public static PageRange Between(ulong start, ulong end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        return new(new GuestFrameNumber(start), end - start);
    }

    /// <summary>Whether a page is in the run.</summary>
    /// <param name="page">A guest page.</param>
    public bool Contains(GuestFrameNumber page) => page.Value - Start.Value < Count && page >= Start;
}
