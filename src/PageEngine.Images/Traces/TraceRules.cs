using System.Text;

namespace PageEngine.Images;

/// <summary>
/// The rules that records and guests of a trace obey, for whoever reads or makes one; keeps the guests.
/// </summary>
internal sealed class TraceRules
{
    /// <summary>The most guests of a trace.</summary>
    internal const int MaxGuests = 1 << 16;

    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<PageTraceGuest> _guests = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private GuestState[] _states = new GuestState[4];
    private long _lastTime;

    internal IReadOnlyList<PageTraceGuest> Guests => _guests;

    /// <summary>The places of the guests by name.</summary>
    internal Dictionary<string, int> Places => _places;

    /// <summary>The name of a guest as UTF-8.</summary>
    internal byte[] NameBytes(int guest) => _states[guest].Name;

    /// <summary>Why a guest cannot be added, or null.</summary>
    internal string? WhyNot(string name, ulong pageCount)
    {
        if (_guests.Count == MaxGuests)
        {
            return $"a trace has {MaxGuests} guests at most";
        }

        if (pageCount is 0 or > PageTraceGuest.MaxPageCount)
        {
            return $"a guest has 1 to {PageTraceGuest.MaxPageCount} pages";
        }

        return WhyNotNamed(name) ?? (_places.ContainsKey(name) ? "there is a guest of that name" : null);
    }

    /// <summary>Adds a guest for which <see cref="WhyNot"/> found nothing.</summary>
    internal int Add(string name, ulong pageCount)
    {
        int place = _guests.Count;
        _guests.Add(new PageTraceGuest(name, pageCount));
        _places.Add(name, place);
        if (place == _states.Length)
        {
            Array.Resize(ref _states, 2 * place);
        }

        _states[place] = new GuestState { PageCount = pageCount, Name = StrictUtf8.GetBytes(name) };
        return place;
    }

    /// <summary>Adds a guest or throws because a caller asks for one that cannot be.</summary>
    internal int AddOrThrow(string name, ulong pageCount)
    {
        ArgumentNullException.ThrowIfNull(name);
        return WhyNot(name, pageCount) is { } reason ? throw new ArgumentException(reason) : Add(name, pageCount);
    }

    /// <summary>Checks the next record; one that is taken moves the time on.</summary>
    internal TraceFault Take(in PageTraceRecord record)
    {
        long time = record.TimeNanoseconds;
        if (time < _lastTime)
        {
            return time < 0 ? TraceFault.TimeNegative : TraceFault.TimeBackwards;
        }

        if ((uint)record.Guest >= (uint)_guests.Count)
        {
            return TraceFault.UnknownGuest;
        }

        ref GuestState guest = ref _states[record.Guest];
        TraceFault fault = record.IsSample ? CheckSample(record, guest) : CheckPages(record, guest.PageCount);
        if (fault == TraceFault.None)
        {
            _lastTime = time;
            if (record.IsSample)
            {
                guest.SampledUntil = time + record.PeriodNanoseconds;
            }
        }

        return fault;
    }

    /// <summary>Checks the next record, and throws because a caller gave one that does not fit.</summary>
    internal void TakeOrThrow(in PageTraceRecord record)
    {
        TraceFault fault = Take(record);
        if (fault != TraceFault.None)
        {
            throw new ArgumentException(TraceFaults.Describe(fault), nameof(record));
        }
    }

    private static TraceFault CheckPages(in PageTraceRecord record, ulong pageCount)
    {
        // Written so that a run that ends behind 2⁶⁴ is beyond the guest as well.
        if (record.First >= pageCount || record.Second > pageCount - record.First)
        {
            return TraceFault.PagesBeyondGuest;
        }

        if (record.Second == 0)
        {
            return TraceFault.NoPages;
        }

        if ((uint)record.Operation > (uint)PageTraceOperation.Write)
        {
            return (uint)record.Operation > (uint)PageTraceOperation.Sample ? TraceFault.UnknownOperation
                : record.RawToken != PageTraceRecord.NoToken ? TraceFault.TokenNotAllowed
                : TraceFault.None;
        }

        return record.RawToken is > PageToken.MaxValue and not PageTraceRecord.NoToken
            ? TraceFault.TokenTooLarge : TraceFault.None;
    }

    private static TraceFault CheckSample(in PageTraceRecord record, in GuestState guest)
    {
        if (record.First is 0)
        {
            return TraceFault.PeriodEmpty;
        }

        if (record.First > (ulong)(long.MaxValue - record.TimeNanoseconds))
        {
            return TraceFault.PeriodTooLong;
        }

        if (record.TimeNanoseconds < guest.SampledUntil)
        {
            return TraceFault.PeriodsOverlap;
        }

        return record.Second > guest.PageCount << Page.Shift ? TraceFault.BytesBeyondGuest
            : record.RawToken != PageTraceRecord.NoToken ? TraceFault.TokenNotAllowed
            : TraceFault.None;
    }

    private static string? WhyNotNamed(string name)
    {
        if (name.Length is 0 || name[0] == '#')
        {
            return "a guest's name has at least one character and does not begin with #";
        }

        foreach (char character in name)
        {
            if (char.IsWhiteSpace(character) || char.IsControl(character))
            {
                return "a guest's name has no white space and no control characters";
            }
        }

        try
        {
            return StrictUtf8.GetByteCount(name) > PageTraceGuest.MaxNameBytes
                ? $"a guest's name has {PageTraceGuest.MaxNameBytes} bytes at most" : null;
        }
        catch (EncoderFallbackException)
        {
            return "a guest's name is no valid text";
        }
    }

    private struct GuestState
    {
        internal ulong PageCount;
        internal long SampledUntil;
        internal byte[] Name;
    }
}
