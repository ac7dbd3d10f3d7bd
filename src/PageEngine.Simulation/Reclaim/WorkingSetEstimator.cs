namespace PageEngine.Simulation;

/// <summary>
/// Estimates how much of a guest's memory is in active use, from a few random pages watched for a period.
/// </summary>
/// <remarks>
/// <para>The part of the sample that was touched estimates the part of memory that was. The estimate is the largest of
/// a slow moving average, a fast one and the current period so far: it follows growth at once and forgets slowly
/// (Waldspurger, OSDI 2002, §5.3).</para>
/// <para>The sample is drawn without putting back, so its error is <c>√(f(1−f)/n · (N−n)/(N−1))</c> with n of N pages:
/// at most 5 % of memory with 100 pages. A period measured in full (dirty log, accessed bits) goes in by
/// <see cref="EndPeriod(ulong)"/> and has no such error.</para>
/// <para>Not thread-safe. Nothing is allocated but by the constructor.</para>
/// </remarks>
public sealed class WorkingSetEstimator
{
    private readonly WorkingSetOptions _options;
    private readonly ulong[] _sample;
    private readonly bool[] _touched;
    private int _touchedCount;
    private bool _isOpen;
    private double _slow;
    private double _fast;
    private double _last;
    private int _lastSample;

    /// <summary>Makes an estimator that knows nothing yet and takes the whole guest for active.</summary>
    /// <param name="guestPages">The pages of the guest, 1 or more.</param>
    /// <param name="options">How to sample; as ESX does when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The guest has no page, or an option is out of its range.
    /// </exception>
    public WorkingSetEstimator(ulong guestPages, WorkingSetOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(guestPages);
        _options = options ?? new WorkingSetOptions();
        _options.Validate();
        GuestPages = guestPages;
        int count = (int)Math.Min((ulong)_options.SamplePages, guestPages);
        _sample = new ulong[count];
        _touched = new bool[count];
    }

    /// <summary>The pages of the guest.</summary>
    public ulong GuestPages { get; }

    /// <summary>The periods that have ended.</summary>
    public ulong Periods { get; private set; }

    /// <summary>Whether a period has begun and not ended.</summary>
    public bool IsPeriodOpen => _isOpen;

    /// <summary>The pages that the current period watches, in rising order; empty between periods.</summary>
    public ReadOnlySpan<ulong> SampledPages => _isOpen ? _sample : [];

    /// <summary>The sampled pages that were touched in the current period.</summary>
    public int TouchedPages => _isOpen ? _touchedCount : 0;

    /// <summary>
    /// The part of memory in active use, 0 to 1: the largest of both averages and the current period so far.
    /// </summary>
    public double ActiveFraction =>
        Periods == 0 ? 1 : Math.Max(Math.Max(_slow, _fast), _isOpen ? (double)_touchedCount / _sample.Length : 0);

    /// <summary>The pages in active use, rounded up.</summary>
    public ulong ActivePages => Math.Min((ulong)Math.Ceiling(ActiveFraction * GuestPages), GuestPages);

    /// <summary>The slow moving average of the periods that have ended.</summary>
    public double SlowAverage => _slow;

    /// <summary>The fast moving average of the periods that have ended.</summary>
    public double FastAverage => _fast;

    /// <summary>The part of memory that the last period found in use.</summary>
    public double LastFraction => _last;

    /// <summary>The standard error of <see cref="LastFraction"/>; 0 when it was measured in full.</summary>
    public double StandardError =>
        _lastSample == 0 ? 0 : Math.Sqrt(_last * (1 - _last) / _lastSample * Correction(_lastSample));

    /// <summary>Begins a period with a new sample of different pages.</summary>
    /// <param name="random">Gives a number from 0 to below its argument, each as likely.</param>
    /// <exception cref="InvalidOperationException">A period is open.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A random number is out of its range.</exception>
    public void BeginPeriod(Func<ulong, ulong> random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (_isOpen)
        {
            throw new InvalidOperationException("A period is open.");
        }

        Draw(random);
        Array.Clear(_touched);
        _touchedCount = 0;
        _isOpen = true;
    }

    /// <summary>Tells that a page was touched; pages outside the sample and later touches do not count.</summary>
    /// <param name="page">The page.</param>
    /// <returns>Whether it was the first touch of a sampled page.</returns>
    public bool Touch(GuestFrameNumber page)
    {
        int index = _isOpen ? Array.BinarySearch(_sample, page.Value) : -1;
        if (index < 0 || _touched[index])
        {
            return false;
        }

        _touched[index] = true;
        _touchedCount++;
        return true;
    }

    /// <summary>Tells that every page in a bitmap was touched: a dirty log, or accessed bits.</summary>
    /// <param name="pages">The pages, a bitmap of this guest.</param>
    /// <exception cref="ArgumentException">The bitmap is of another size.</exception>
    public void Touch(DirtyBitmap pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        if (pages.PageCount != GuestPages)
        {
            throw new ArgumentException("The bitmap is not of a guest of this size.", nameof(pages));
        }

        foreach (ulong page in SampledPages)
        {
            if (pages.IsDirty(new GuestFrameNumber(page)))
            {
                Touch(new GuestFrameNumber(page));
            }
        }
    }

    /// <summary>Ends the period: what the sample found goes into the averages.</summary>
    /// <exception cref="InvalidOperationException">No period is open.</exception>
    public void EndPeriod()
    {
        if (!_isOpen)
        {
            throw new InvalidOperationException("No period is open.");
        }

        Record((double)_touchedCount / _sample.Length, _sample.Length);
    }

    /// <summary>Ends a period, open or not, with the pages that were touched in it, counted in full.</summary>
    /// <param name="touchedPages">The pages, at most those of the guest.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more pages than the guest has.</exception>
    public void EndPeriod(ulong touchedPages)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(touchedPages, GuestPages);
        Record((double)touchedPages / GuestPages, sample: 0);
    }

    /// <summary>The range that the last period's true share lies in (Wilson's score interval, 1927).</summary>
    /// <param name="deviations">The confidence in standard deviations, 0 or more; 1.96 is 95 %.</param>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is negative or no number.</exception>
    public WorkingSetBounds BoundsOf(double deviations = 1.96)
    {
        PageArithmetic.ThrowIfOutside(deviations, 0, double.MaxValue, nameof(deviations));
        if (_lastSample == 0)
        {
            return Periods == 0 ? new WorkingSetBounds(0, 1) : new WorkingSetBounds(_last, _last);
        }

        double perPage = deviations * deviations * Correction(_lastSample) / _lastSample;
        double middle = (_last + (perPage / 2)) / (1 + perPage);
        double reach = Math.Sqrt((_last * (1 - _last) * perPage) + (perPage * perPage / 4)) / (1 + perPage);
        return new WorkingSetBounds(Math.Max(middle - reach, 0), Math.Min(middle + reach, 1));
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(_sample.Length);
        for (int i = 0; i < _sample.Length; i++)
        {
            writer.Write(_sample[i]);
            writer.Write(_touched[i]);
        }

        writer.Write(_isOpen);
        writer.Write(_slow);
        writer.Write(_fast);
        writer.Write(_last);
        writer.Write(_lastSample);
        writer.Write(Periods);
    }

    internal void Load(BinaryReader reader)
    {
        if (reader.ReadInt32() != _sample.Length)
        {
            throw new InvalidDataException("The saved sample is of another size.");
        }

        _touchedCount = 0;
        for (int i = 0; i < _sample.Length; i++)
        {
            _sample[i] = reader.ReadUInt64();
            _touched[i] = reader.ReadBoolean();
            _touchedCount += _touched[i] ? 1 : 0;
        }

        _isOpen = reader.ReadBoolean();
        _slow = reader.ReadDouble();
        _fast = reader.ReadDouble();
        _last = reader.ReadDouble();
        _lastSample = reader.ReadInt32();
        Periods = reader.ReadUInt64();
    }

    private double Correction(int sample) =>
        GuestPages <= (ulong)sample ? 0 : (double)(GuestPages - (ulong)sample) / (GuestPages - 1);

    private void Record(double fraction, int sample)
    {
        _isOpen = false;
        _last = fraction;
        _lastSample = sample;
        bool isFirst = Periods == 0;
        _slow = isFirst ? fraction : _slow + (_options.SlowWeight * (fraction - _slow));
        _fast = isFirst ? fraction : _fast + (_options.FastWeight * (fraction - _fast));
        Periods++;
    }

    /// <summary>Floyd's way to draw different numbers (Bentley and Floyd, CACM 30(9), 1987), kept in order.</summary>
    private void Draw(Func<ulong, ulong> random)
    {
        int count = 0;
        for (ulong top = GuestPages - (ulong)_sample.Length; top < GuestPages; top++)
        {
            ulong page = random(top + 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(page, top, nameof(random));
            int at = Array.BinarySearch(_sample, 0, count, page);
            if (at >= 0)
            {
                page = top;
                at = ~count;
            }

            Array.Copy(_sample, ~at, _sample, ~at + 1, count - ~at);
            _sample[~at] = page;
            count++;
        }
    }
}
