namespace PageEngine.Simulation;

/// <summary>What a host needs when guests write to memory that was merged: the copy-on-write storm.</summary>
/// <remarks>
/// <para>Every write to a merged page takes a frame, but the last one of each shared frame, which is written in place.
/// If all is written at once that is Σ merged + Σ zero − shared: what sharing had saved.</para>
/// <para>Over time, a guest that writes w pages a second evenly over its N pages has written a given page after t
/// seconds with probability 1 − (1 − 1/N)^(wt). The frames that are needed by then are the expected number of merged
/// and zero pages written, and never more than the storm needs. Taking no page off for last writers before that is on
/// the safe side.</para>
/// <para>Immutable, so safe for any number of threads.</para>
/// </remarks>
public sealed class UnmergeForecast
{
    private readonly UnmergeGuest[] _guests;

    /// <summary>Makes a forecast.</summary>
    /// <param name="guests">The guests of the host.</param>
    /// <param name="sharedFrames">The frames that merged pages map (KSM's pages_shared).</param>
    /// <exception cref="ArgumentException">
    /// A guest has more merged and zero pages than pages, a rate is no number, or there are more shared frames than
    /// pages that map them.
    /// </exception>
    public UnmergeForecast(ReadOnlySpan<UnmergeGuest> guests, ulong sharedFrames)
    {
        UInt128 merged = 0;
        UInt128 zero = 0;
        foreach (UnmergeGuest guest in guests)
        {
            bool isRate = guest.WritesPerSecond is >= 0 and < double.PositiveInfinity;
            if (guest.Pages == 0 || (UInt128)guest.MergedPages + guest.ZeroPages > guest.Pages || !isRate)
            {
                throw new ArgumentException($"The counts of a guest do not fit together: {guest}.", nameof(guests));
            }

            merged += guest.MergedPages;
            zero += guest.ZeroPages;
        }

        if (sharedFrames > merged)
        {
            throw new ArgumentException("There are more shared frames than pages that map them.", nameof(sharedFrames));
        }

        _guests = guests.ToArray();
        StormFrames = (ulong)UInt128.Min(merged + zero - sharedFrames, ulong.MaxValue);
    }

    /// <summary>The frames that are needed when every merged page is written.</summary>
    public ulong StormFrames { get; }

    /// <summary>The frames that are expected to be needed within a time from now, rounded up.</summary>
    /// <param name="nanoseconds">The time, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public ulong FramesWithin(long nanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanoseconds);
        return (ulong)Math.Ceiling(Math.Min(NeededAt(nanoseconds), StormFrames));
    }

    /// <summary>The time until the expected need is more than a number of free frames.</summary>
    /// <param name="freeFrames">The free frames.</param>
    /// <returns>Nanoseconds; <see cref="long.MaxValue"/> when they suffice for all that can come.</returns>
    public long TimeUntilExhausted(ulong freeFrames)
    {
        if (freeFrames >= StormFrames || NeededAt(long.MaxValue) <= freeFrames)
        {
            return long.MaxValue;
        }

        long enough = 0;
        long tooLong = long.MaxValue;
        while (tooLong - enough > 1)
        {
            long middle = enough + ((tooLong - enough) / 2);
            (enough, tooLong) = NeededAt(middle) <= freeFrames ? (middle, tooLong) : (enough, middle);
        }

        return tooLong;
    }

    /// <summary>
    /// The free frames that suffice, whenever, for a host that frees frames at a rate once it has to.
    /// </summary>
    /// <remarks>
    /// The largest lead that the storm ever has over the reclaim, which begins after a time to react. Need slows down
    /// as pages are written, so there is one such moment, and a search by thirds finds it.
    /// </remarks>
    /// <param name="reactionTime">The time until reclaim delivers, in nanoseconds, 0 or more.</param>
    /// <param name="reclaimPerSecond">The pages that reclaim frees in a second, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time or the rate is negative or no number.</exception>
    public ulong HeadroomFor(long reactionTime, double reclaimPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(reactionTime);
        PageArithmetic.ThrowIfOutside(reclaimPerSecond, 0, double.MaxValue, nameof(reclaimPerSecond));
        if (reclaimPerSecond == 0)
        {
            return FramesWithin(long.MaxValue);
        }

        long from = reactionTime;
        long to = long.MaxValue;
        while (to - from > 2)
        {
            long third = (to - from) / 3;
            (from, to) = LeadAt(from + third) < LeadAt(to - third) ? (from + third, to) : (from, to - third);
        }

        double lead = Math.Max(Math.Max(LeadAt(from), LeadAt(from + ((to - from) / 2))), LeadAt(to));
        return (ulong)Math.Ceiling(Math.Clamp(lead, 0, StormFrames));

        double LeadAt(long nanoseconds) =>
            Math.Min(NeededAt(nanoseconds), StormFrames)
                - (reclaimPerSecond * (nanoseconds - reactionTime) / PageArithmetic.NanosecondsPerSecond);
    }

    private double NeededAt(long nanoseconds)
    {
        double seconds = (double)nanoseconds / PageArithmetic.NanosecondsPerSecond;
        double needed = 0;
        foreach (UnmergeGuest guest in _guests)
        {
            // For N = 1 the logarithm is minus infinity: one write, and the page is written.
            double writes = guest.WritesPerSecond * seconds;
            double written = writes == 0 ? 0 : 1 - Math.Exp(writes * Math.Log(1 - (1.0 / guest.Pages)));
            needed += written * ((double)guest.MergedPages + guest.ZeroPages);
        }

        return needed;
    }
}
