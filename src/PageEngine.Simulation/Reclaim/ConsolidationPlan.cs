namespace PageEngine.Simulation;

/// <summary>How many guests a host holds, with overcommit and without. Exact integer arithmetic.</summary>
/// <remarks>
/// Without overcommit each guest takes all that it is promised; with it, what it really uses. A host of 48 GiB and
/// guests of 4 GiB that use 2.5 GiB: 12 without, 19 with, and 28 GiB promised beyond what is there. Immutable, so safe
/// for any number of threads.
/// </remarks>
public sealed class ConsolidationPlan
{
    private readonly ConsolidationInput _input;

    private ConsolidationPlan(ConsolidationInput input)
    {
        _input = input;
        ulong memory = input.MemoryForGuests;
        ulong capacity = input.MaxGuests ?? ulong.MaxValue;
        GuestsWithoutOvercommit = (ulong)UInt128.Min((UInt128)memory / PromisedFor(1), capacity);

        GuestsWithOvercommit = ulong.MaxValue;
        Restrict(FitByUse(memory), ConsolidationLimit.UsedMemory);
        if (input.ReservationPages > 0)
        {
            UInt128 guaranteed = (UInt128)input.ReservationPages + input.OverheadPages;
            Restrict((ulong)((UInt128)memory / guaranteed), ConsolidationLimit.Reservations);
        }

        if (input.MaxOvercommitRatio is double ratio)
        {
            ulong mayBePromised = PageArithmetic.Scale(memory, ratio);
            Restrict(mayBePromised / input.GuestPages, ConsolidationLimit.OvercommitRatio);
        }

        Restrict(capacity, ConsolidationLimit.GuestCount);
    }

    /// <summary>The guests that fit when each takes all that it is promised, and its overhead.</summary>
    public ulong GuestsWithoutOvercommit { get; }

    /// <summary>
    /// The guests that fit when each takes what it uses; <see cref="ulong.MaxValue"/> when nothing limits them.
    /// </summary>
    public ulong GuestsWithOvercommit { get; private set; }

    /// <summary>
    /// What keeps one more guest off the host with overcommit; the first in the order of the enumeration.
    /// </summary>
    public ConsolidationLimit Limit { get; private set; }

    /// <summary>The pages in use with <see cref="GuestsWithOvercommit"/> guests, without the host's reserve.</summary>
    public UInt128 NeededPages => NeededFor(GuestsWithOvercommit);

    /// <summary>The pages promised to <see cref="GuestsWithOvercommit"/> guests, their overhead left out.</summary>
    public UInt128 PromisedPages => (UInt128)GuestsWithOvercommit * _input.GuestPages;

    /// <summary>
    /// The pages that are left with <see cref="GuestsWithOvercommit"/> guests, the host's reserve left out.
    /// </summary>
    public ulong SparePages => (ulong)(_input.MemoryForGuests - UInt128.Min(NeededPages, _input.MemoryForGuests));

    /// <summary>
    /// The memory that overcommit saves: what the same guests would need without it, less what the host has; 0 if they
    /// fit.
    /// </summary>
    public UInt128 SavedPages
    {
        get
        {
            UInt128 wanted = PromisedFor(GuestsWithOvercommit) + _input.HostReservePages;
            return wanted - UInt128.Min(wanted, _input.HostPages);
        }
    }

    /// <summary>
    /// Pages promised for each page that guests can have: above 1 is overcommit. NaN for a host without any.
    /// </summary>
    public double OvercommitRatio => (double)PromisedPages / _input.MemoryForGuests;

    /// <summary>Makes the plan for a host and its guests.</summary>
    /// <param name="input">The host and the guests.</param>
    /// <exception cref="ArgumentOutOfRangeException">An amount is out of its range.</exception>
    public static ConsolidationPlan For(ConsolidationInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        input.Validate();
        return new ConsolidationPlan(input);
    }

    /// <summary>The pages that a number of guests really need, sharing taken off, without the host's reserve.</summary>
    /// <param name="guests">The number of guests.</param>
    public UInt128 NeededFor(ulong guests) =>
        guests == 0 ? 0 : ((UInt128)guests * OwnPages) + SharedFrames;

    /// <summary>The hosts of this kind that a number of guests need.</summary>
    /// <param name="guests">The number of guests.</param>
    /// <param name="overcommit">Whether guests take what they use, rather than what they are promised.</param>
    /// <exception cref="InvalidOperationException">Not even one guest fits a host.</exception>
    public ulong HostsFor(ulong guests, bool overcommit = true)
    {
        ulong each = overcommit ? GuestsWithOvercommit : GuestsWithoutOvercommit;
        if (each == 0 && guests > 0)
        {
            throw new InvalidOperationException("A host of this size does not hold a single guest.");
        }

        return guests == 0 ? 0 : ((guests - 1) / each) + 1;
    }

    private UInt128 OwnPages => (UInt128)_input.UsedPages + _input.OverheadPages - _input.SharedPages;

    private ulong SharedFrames => _input.SharedFrames ?? _input.SharedPages;

    private UInt128 PromisedFor(ulong guests) => guests * ((UInt128)_input.GuestPages + _input.OverheadPages);

    private ulong FitByUse(ulong memory)
    {
        if (memory < SharedFrames)
        {
            return 0;
        }

        return OwnPages == 0 ? ulong.MaxValue : (ulong)((memory - SharedFrames) / OwnPages);
    }

    private void Restrict(ulong guests, ConsolidationLimit limit)
    {
        if (guests < GuestsWithOvercommit)
        {
            GuestsWithOvercommit = guests;
            Limit = limit;
        }
    }
}
