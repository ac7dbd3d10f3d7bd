namespace PageEngine.Simulation;

/// <content>What the balloon does about its target: rate, stalls, pages taken back.</content>
public sealed partial class BalloonPolicy
{
    private ulong _balloonPages;
    private ulong _progressFrom;
    private long _progressSince;
    private bool _hasMoved;
    private UInt128 _allowance;
    private ulong _heldPages;
    private long _holdUntil = long.MinValue;

    /// <summary>How the balloon does, as last observed or decided.</summary>
    public BalloonStatus Status { get; private set; }

    /// <summary>How often the guest took pages back that it was not offered (deflate on out of memory).</summary>
    public ulong OutOfMemoryDeflations { get; private set; }

    /// <summary>How often the balloon stalled or refused.</summary>
    public ulong Stalls { get; private set; }

    /// <summary>
    /// The pages by which the balloon may move in a span of time: above 0 to inflate, below 0 to deflate.
    /// </summary>
    /// <remarks>
    /// Parts of a page are carried over to the next step, so many short steps move as much as one long one.
    /// </remarks>
    /// <param name="balloonPages">The pages that are in the balloon.</param>
    /// <param name="elapsed">The time since the last step in nanoseconds, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time runs backwards.</exception>
    public long Step(ulong balloonPages, long elapsed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elapsed);
        if (balloonPages == TargetPages)
        {
            _allowance = 0;
            return 0;
        }

        bool inflates = balloonPages < TargetPages;
        ulong distance = inflates ? TargetPages - balloonPages : balloonPages - TargetPages;
        ulong rate = inflates ? _options.InflatePagesPerSecond : _options.DeflatePagesPerSecond;
        _allowance += (UInt128)rate * (ulong)elapsed;
        ulong pages = (ulong)UInt128.Min(_allowance / (ulong)PageArithmetic.NanosecondsPerSecond, distance);
        _allowance = pages == distance ? 0 : _allowance - ((UInt128)pages * (ulong)PageArithmetic.NanosecondsPerSecond);
        long move = (long)Math.Min(pages, long.MaxValue);
        return inflates ? move : -move;
    }

    /// <summary>Takes in what the balloon holds now, and says how it does.</summary>
    /// <param name="balloonPages">The pages that are in the balloon.</param>
    /// <param name="now">The time in nanoseconds.</param>
    public BalloonStatus Observe(ulong balloonPages, long now)
    {
        NoteTakenBack(balloonPages, now);
        _hasMoved |= balloonPages != _balloonPages;
        _balloonPages = balloonPages;
        if (Status == BalloonStatus.Absent)
        {
            return Status;
        }

        if (balloonPages == TargetPages)
        {
            if (Status == BalloonStatus.Inflating && Limit == BalloonLimit.Progress)
            {
                _probePages = PageArithmetic.AddOrMax(_probePages, _probePages);
            }

            Status = IsLimited ? BalloonStatus.Exhausted : BalloonStatus.Idle;
            return Status;
        }

        bool inflates = balloonPages < TargetPages;
        if (HasProgressed(balloonPages, inflates))
        {
            _progressFrom = balloonPages;
            _progressSince = now;
            Status = inflates ? BalloonStatus.Inflating : BalloonStatus.Deflating;
        }
        else if (now - _progressSince >= _options.StallTime)
        {
            Stall();
        }

        return Status;
    }

    /// <summary>Starts the clock of a stall again, after a time in which the guest could not run.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    public void RestartClock(long now) => _progressSince = now;

    internal void Save(BinaryWriter writer)
    {
        writer.Write((byte)_trust);
        writer.Write(_claimedPages);
        writer.Write(_lastFalseReport);
        writer.Write(_probePages);
        writer.Write(TargetPages);
        writer.Write((byte)Limit);
        writer.Write(FalseReports);
        writer.Write(_balloonPages);
        writer.Write(_progressFrom);
        writer.Write(_progressSince);
        writer.Write(_hasMoved);
        writer.Write((ulong)(_allowance >> 64));
        writer.Write((ulong)_allowance);
        writer.Write(_heldPages);
        writer.Write(_holdUntil);
        writer.Write((byte)Status);
        writer.Write(OutOfMemoryDeflations);
        writer.Write(Stalls);
    }

    internal void Load(BinaryReader reader)
    {
        _trust = (StatisticsTrust)reader.ReadByte();
        _claimedPages = reader.ReadUInt64();
        _lastFalseReport = reader.ReadInt64();
        _probePages = reader.ReadUInt64();
        TargetPages = reader.ReadUInt64();
        Limit = (BalloonLimit)reader.ReadByte();
        FalseReports = reader.ReadInt32();
        _balloonPages = reader.ReadUInt64();
        _progressFrom = reader.ReadUInt64();
        _progressSince = reader.ReadInt64();
        _hasMoved = reader.ReadBoolean();
        _allowance = new UInt128(reader.ReadUInt64(), reader.ReadUInt64());
        _heldPages = reader.ReadUInt64();
        _holdUntil = reader.ReadInt64();
        Status = (BalloonStatus)reader.ReadByte();
        OutOfMemoryDeflations = reader.ReadUInt64();
        Stalls = reader.ReadUInt64();
        if (!Enum.IsDefined(_trust) || !Enum.IsDefined(Limit) || !Enum.IsDefined(Status) || _probePages == 0)
        {
            throw new InvalidDataException("The saved state of a balloon is not valid.");
        }
    }

    private bool IsLimited => Limit != BalloonLimit.None;

    private bool IsStuck => Status is BalloonStatus.Stalled or BalloonStatus.Refusing;

    /// <summary>Sets the target. The clock of a stall starts with a task, not with each correction of it.</summary>
    private void Aim(ulong target, BalloonLimit limit, in BalloonRequest request, long now)
    {
        bool wasAtWork = Status is BalloonStatus.Inflating or BalloonStatus.Deflating || IsStuck;
        bool inflated = _balloonPages < TargetPages;
        TargetPages = target;
        Limit = limit;
        _balloonPages = request.BalloonPages;
        if (request.HasNoDriver)
        {
            Status = BalloonStatus.Absent;
        }
        else if (request.BalloonPages == target)
        {
            Status = IsLimited ? BalloonStatus.Exhausted : BalloonStatus.Idle;
        }
        else if (!wasAtWork || inflated != request.BalloonPages < target)
        {
            Status = request.BalloonPages < target ? BalloonStatus.Inflating : BalloonStatus.Deflating;
            _progressFrom = request.BalloonPages;
            _progressSince = now;
            _hasMoved = false;
        }
    }

    private bool HasProgressed(ulong balloonPages, bool inflates)
    {
        ulong rate = inflates ? _options.InflatePagesPerSecond : _options.DeflatePagesPerSecond;
        double possible = (double)rate * _options.StallTime / PageArithmetic.NanosecondsPerSecond;
        ulong enough = Math.Max(1, PageArithmetic.Scale(1, possible * _options.MinProgress));
        ulong moved = inflates
            ? PageArithmetic.SubtractOrZero(balloonPages, _progressFrom)
            : PageArithmetic.SubtractOrZero(_progressFrom, balloonPages);
        return moved >= enough;
    }

    private void Stall()
    {
        if (IsStuck)
        {
            return;
        }

        // A guest that claims to have what is asked for, and does not give it, is not to be believed.
        if (_claimedPages >= PageArithmetic.SubtractOrZero(TargetPages, _balloonPages) && _claimedPages > 0)
        {
            FalseReports++;
        }

        Stalls++;
        _probePages = Math.Max(_probePages / 2, 1);
        Status = _hasMoved ? BalloonStatus.Stalled : BalloonStatus.Refusing;
    }

    /// <summary>
    /// A balloon that is smaller than it was, and than it was asked to be, was deflated by the guest.
    /// </summary>
    private void NoteTakenBack(ulong balloonPages, long now)
    {
        if (balloonPages >= Math.Min(_balloonPages, TargetPages))
        {
            return;
        }

        OutOfMemoryDeflations++;
        _heldPages = balloonPages;
        _holdUntil = now > long.MaxValue - _options.OutOfMemoryHold ? long.MaxValue : now + _options.OutOfMemoryHold;
        TargetPages = balloonPages;
        Limit = BalloonLimit.OutOfMemory;
        _probePages = _options.ProbePages;
    }
}
