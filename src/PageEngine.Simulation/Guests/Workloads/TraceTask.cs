using PageEngine.Images;

namespace PageEngine.Simulation;

/// <summary>A task that replays the records of one guest of a trace.</summary>
/// <remarks>
/// Two things are under way at a time: the next record, and the sample whose period has begun and not ended. Whichever
/// is due first goes first. Due times count from the begin of the task, so being late once does not add up.
/// </remarks>
internal sealed class TraceTask : WorkloadTask
{
    private const long SliceNanoseconds = SimTime.NanosecondsPerMillisecond;
    private const long NoSample = -1;

    private readonly TraceWorkload _spec;
    private readonly PageTraceCursor _cursor;
    private readonly int _guest;
    private readonly uint _pages;
    private readonly uint _run;
    private readonly long _duration;
    private WorkloadPace _pace;
    private long _round;
    private bool _touchedInRound;
    private ulong _recordPagesDone;
    private uint _sweep;
    private long _samplePosition = NoSample;
    private TraceSample _sample;
    private ulong _slice;
    private uint _slicePagesDone;

    internal TraceTask(TraceWorkload spec, int guest, uint pages)
    {
        _spec = spec;
        _guest = guest;
        _pages = pages;
        _cursor = spec.Trace!.OpenCursor(guest);
        _pace = new WorkloadPace(spec);
        _run = WorkloadPace.LongestRun(spec.AccessesPerSecond);
        _duration = spec.Loop ? spec.Trace.Summary.EndNanoseconds : 0;
    }

    internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
    {
        long time = now.Nanoseconds;
        int made = 0;
        while (made < accesses.Length)
        {
            bool hasRecord = _cursor.TryPeek(out PageTraceRecord record);
            bool samples = _samplePosition != NoSample;
            if (!hasRecord && !samples)
            {
                if (!BeginRound())
                {
                    break;
                }

                continue;
            }

            bool sampleFirst = samples && (!hasRecord || _sample.TimeOf(_slice) <= record.TimeNanoseconds);
            long due = TimeOf(sampleFirst ? _sample.TimeOf(_slice) : record.TimeNanoseconds);
            if (due > time)
            {
                // Where the wait really ends is known when it is over.
                PageAccessKind wait = _spec.Busy ? PageAccessKind.Compute : PageAccessKind.Sleep;
                accesses[made++] = new PageAccess(0, wait, due - time);
                break;
            }

            if (!sampleFirst && record.IsSample)
            {
                BeginSample(record);
                continue;
            }

            accesses[made] = sampleFirst ? NextOfSample() : NextOf(record);
            time += accesses[made++].Nanoseconds;
            _touchedInRound = true;
        }

        return made;
    }

    internal override void Save(StateWriter writer)
    {
        writer.Write(_spec.Trace!.ContentHash);
        writer.Write(_cursor.Position);
        _pace.Save(writer);
        writer.Write(_round);
        writer.Write(_touchedInRound);
        writer.Write(_recordPagesDone);
        writer.Write(_sweep);
        writer.Write(_samplePosition);
        writer.Write(_slice);
        writer.Write(_slicePagesDone);
    }

    internal override void Load(StateReader reader)
    {
        PageTrace trace = _spec.Trace!;
        if (reader.ReadUInt64() != trace.ContentHash)
        {
            throw new InvalidDataException("the simulation was saved with another page trace than it is restored with");
        }

        long position = reader.ReadInt64();
        StateReader.Require(position >= 0 && position <= trace.RecordCount, "a page trace has no such record");
        _cursor.Seek(position);
        _pace.Load(reader);
        _round = reader.ReadInt64();
        bool hasRound = _round >= 0 && (_duration == 0 || _round <= long.MaxValue / _duration);
        StateReader.Require(hasRound, "a page trace has no such round");
        _touchedInRound = reader.ReadBoolean();
        _recordPagesDone = reader.ReadUInt64();
        StateReader.Require(_recordPagesDone == 0 || IsBegun(trace, position), "a record of a page trace is shorter");
        _sweep = reader.ReadUInt32();
        StateReader.Require(_sweep < _pages, "a sample is out of its memory");
        LoadSample(trace, reader);
    }

    private bool IsBegun(PageTrace trace, long position) =>
        position < trace.RecordCount && trace[position] is { IsSample: false } record
        && record.Guest == _guest && _recordPagesDone < record.Pages.Count;

    private void LoadSample(PageTrace trace, StateReader reader)
    {
        _samplePosition = reader.ReadInt64();
        _slice = reader.ReadUInt64();
        _slicePagesDone = reader.ReadUInt32();
        if (_samplePosition == NoSample)
        {
            return;
        }

        bool hasSample = _samplePosition >= 0 && _samplePosition < trace.RecordCount;
        StateReader.Require(hasSample, "a page trace has no such sample");
        PageTraceRecord record = trace[_samplePosition];
        StateReader.Require(record.IsSample && record.Guest == _guest, "a record of a page trace is no sample");
        _sample = new TraceSample(record, SliceNanoseconds, _pages);
        StateReader.Require(_slice < _sample.Slices && _slicePagesDone < _sample.PagesOf(_slice), "a sample is over");
    }

    /// <summary>The time at which something of the trace is due, from the begin of the task.</summary>
    private long TimeOf(long nanoseconds)
    {
        long total = (_round * _duration) + nanoseconds;
        return _spec.Speed == 1 ? total : (long)(total / _spec.Speed);
    }

    /// <summary>Goes back to the first record; a round in which nothing is touched is the last.</summary>
    private bool BeginRound()
    {
        if (!_spec.Loop || !_touchedInRound)
        {
            return false;
        }

        _round++;
        _touchedInRound = false;
        _cursor.Seek(0);
        return true;
    }

    private void BeginSample(in PageTraceRecord record)
    {
        TraceSample sample = new(record, SliceNanoseconds, _pages);
        if (sample.Slices > 0)
        {
            _sample = sample;
            _samplePosition = _cursor.Position;
            _slice = 0;
        }

        _cursor.Seek(_cursor.Position + 1);
    }

    private PageAccess NextOfSample()
    {
        uint pagesOfSlice = _sample.PagesOf(_slice);
        uint count = Math.Min(Math.Min(_run, pagesOfSlice - _slicePagesDone), _pages - _sweep);
        PageAccess access = new(_sweep, PageAccessKind.Write, _pace.NextGap(count), count);
        _sweep = count < _pages - _sweep ? _sweep + count : 0;
        _slicePagesDone += count;
        if (_slicePagesDone == pagesOfSlice)
        {
            _slicePagesDone = 0;
            if (++_slice == _sample.Slices)
            {
                _slice = 0;
                _samplePosition = NoSample;
            }
        }

        return access;
    }

    private PageAccess NextOf(in PageTraceRecord record)
    {
        uint page = (uint)((record.Pages.Start.Value + _recordPagesDone) % _pages);
        uint count = (uint)Math.Min(Math.Min(_run, record.Pages.Count - _recordPagesDone), _pages - page);
        ulong content = record.Operation == PageTraceOperation.Write ? record.Token?.Value ?? 0 : 0;
        PageAccess access = new(page, KindOf(record), _pace.NextGap(count), count, content);
        _recordPagesDone += count;
        if (_recordPagesDone == record.Pages.Count)
        {
            _recordPagesDone = 0;
            _cursor.Seek(_cursor.Position + 1);
        }

        return access;
    }

    private static PageAccessKind KindOf(in PageTraceRecord record) => record.Operation switch
    {
        PageTraceOperation.Read => PageAccessKind.Read,
        PageTraceOperation.Zero => PageAccessKind.Zero,
        PageTraceOperation.Discard => PageAccessKind.Free,
        _ => record.Token == PageToken.Zero ? PageAccessKind.Zero : PageAccessKind.Write,
    };
}
