namespace PageEngine.Simulation;

/// <summary>The balloon driver in a guest: takes memory there and gives it to the host.</summary>
/// <remarks>
/// <para>The five steps: the host sets a target; the driver inflates towards it; for that it takes pages from the
/// guest's allocator; the guest reclaims and pages out if it must; the host gets the frames. Deflating gives pages
/// back.</para>
/// <para>Ballooned pages are threaded through the guest's table of pages and cost no memory. One thread at a
/// time.</para>
/// </remarks>
internal sealed class BalloonDriver
{
    // What Linux's driver gives back at a time when the guest is out of memory (VIRTIO_BALLOON_OOM_NR_PAGES).
    private const uint PagesPerRescue = 256;

    private readonly GuestOs _guest;
    private readonly BalloonSpec _spec;
    private BalloonCounters _counters;
    private UInt128 _credit;
    private uint _stopAt;

    internal BalloonDriver(GuestOs guest, BalloonSpec spec, uint pageCount)
    {
        _guest = guest;
        _spec = spec;
        Cap = spec.Enabled ? (uint)(pageCount * spec.Cap) : 0;
        _stopAt = Cap;
    }

    /// <summary>The most pages that the balloon takes; 0 for a guest without a driver.</summary>
    internal uint Cap { get; }

    /// <summary>The pages that the host wants in the balloon, not above <see cref="Cap"/>.</summary>
    internal uint Target { get; private set; }

    /// <summary>The pages in the balloon.</summary>
    internal uint Size { get; private set; }

    /// <summary>Whether the driver has given something back for want of memory and waits for another target.</summary>
    internal bool IsHeld { get; private set; }

    /// <summary>Whether a driver that stalls has done so: it inflates no more.</summary>
    internal bool HasStalled { get; private set; }

    /// <summary>The time between two calls of <see cref="Step"/>.</summary>
    internal SimTime Interval => _spec.Interval;

    /// <summary>What was done so far.</summary>
    internal ref readonly BalloonCounters Counters => ref _counters;

    /// <summary>Whether a step would move pages, as far as the driver knows.</summary>
    internal bool IsBusy => Size > Target || (Size < Target && MayInflate);

    /// <summary>What the driver tells the host about the guest's memory.</summary>
    /// <remarks>A driver that lies says that half of the tasks' memory is free.</remarks>
    internal GuestStatistics ReportedStatistics
    {
        get
        {
            GuestStatistics real = _guest.Statistics;
            ulong hidden = _spec.Behaviour == BalloonBehaviour.Lies ? real.Anonymous / 2 : 0;
            return real with { Free = real.Free + hidden, Anonymous = real.Anonymous - hidden };
        }
    }

    private bool MayInflate => _spec.Behaviour != BalloonBehaviour.Refuses && !IsHeld && !HasStalled;

    /// <summary>Tells the driver how many pages the host wants.</summary>
    /// <param name="pages">The pages; more than <see cref="Cap"/> is taken for that.</param>
    internal void SetTarget(ulong pages)
    {
        uint target = (uint)Math.Min(pages, Cap);
        if (target == Target)
        {
            return;
        }

        Target = target;
        IsHeld = false;
        _stopAt = _spec.Behaviour == BalloonBehaviour.Stalls && target > Size ? Size + ((target - Size) / 2) : Cap;
    }

    /// <summary>Lets the driver work for some time.</summary>
    /// <remarks>
    /// It works towards the target at its rate, and no longer than until the guest's and the host's devices have to be
    /// waited for beyond the interval: what is left of the step then is lost, so a slow disk makes a slow balloon.
    /// </remarks>
    /// <param name="elapsed">The time since the last call.</param>
    /// <param name="outcome">What it took is added to it; the caller need not wait for the devices.</param>
    /// <returns>The pages that the balloon grew by, or shrank by where it is below 0.</returns>
    internal long Step(SimTime elapsed, ref AccessOutcome outcome)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elapsed.Nanoseconds, nameof(elapsed));
        uint before = Size;
        UInt128 credit = _credit + ((UInt128)(ulong)elapsed.Nanoseconds * (ulong)_spec.PagesPerSecond);
        uint pages = (uint)UInt128.Min(credit / SimTime.NanosecondsPerSecond, Cap);
        _credit = credit % SimTime.NanosecondsPerSecond;
        if (Size > Target)
        {
            DeflateBy(Math.Min(pages, Size - Target), ref outcome);
        }
        else if (Size < Target && MayInflate)
        {
            InflateBy(Math.Min(pages, Target - Size), ref outcome);
        }

        return (long)Size - before;
    }

    /// <summary>Gives some pages back because the guest is out of memory. False when it cannot.</summary>
    internal bool TryDeflateForMemory(ref AccessOutcome outcome)
    {
        if (!_spec.DeflateOnOutOfMemory || Size == 0)
        {
            return false;
        }

        uint pages = Math.Min(PagesPerRescue, Size);
        DeflateBy(pages, ref outcome);
        _counters.DeflatedForMemory += pages;
        IsHeld = true;
        return true;
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(Target);
        writer.Write(Size);
        writer.Write(_stopAt);
        writer.Write(IsHeld);
        writer.Write(HasStalled);
        writer.Write((ulong)_credit);
        writer.Write(_counters.Inflated);
        writer.Write(_counters.Deflated);
        writer.Write(_counters.DeflatedForMemory);
        writer.Write(_counters.WrittenOut);
        writer.Write(_counters.Shortages);
    }

    internal void Load(StateReader reader)
    {
        Target = reader.ReadUInt32();
        Size = reader.ReadUInt32();
        _stopAt = reader.ReadUInt32();
        StateReader.Require(Target <= Cap && Size <= Cap && _stopAt <= Cap, "a balloon is larger than its cap");
        IsHeld = reader.ReadBoolean();
        HasStalled = reader.ReadBoolean();
        ulong credit = reader.ReadUInt64();
        StateReader.Require(credit < SimTime.NanosecondsPerSecond, "a balloon has saved up time");
        _credit = credit;
        _counters = new BalloonCounters
        {
            Inflated = reader.ReadUInt64(),
            Deflated = reader.ReadUInt64(),
            DeflatedForMemory = reader.ReadUInt64(),
            WrittenOut = reader.ReadUInt64(),
            Shortages = reader.ReadUInt64(),
        };
    }

    private void InflateBy(uint pages, ref AccessOutcome outcome)
    {
        ulong writtenBefore = _guest.PagesWritten;
        for (; pages > 0 && _guest.HasTimeUntil(Interval, outcome); pages--)
        {
            if (Size == _stopAt && _spec.Behaviour == BalloonBehaviour.Stalls)
            {
                HasStalled = true;
                break;
            }

            if (!_guest.TryInflate(ref outcome))
            {
                _counters.Shortages++;
                break;
            }

            Size++;
            _counters.Inflated++;
        }

        _counters.WrittenOut += _guest.PagesWritten - writtenBefore;
    }

    private void DeflateBy(uint pages, ref AccessOutcome outcome)
    {
        outcome.CpuNanoseconds += pages * GuestCosts.BalloonPage;
        Size -= pages;
        _counters.Deflated += pages;
        for (; pages > 0; pages--)
        {
            _guest.Deflate();
        }
    }
}
