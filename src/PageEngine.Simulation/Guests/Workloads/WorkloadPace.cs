namespace PageEngine.Simulation;

/// <summary>How fast a task goes, and which of its accesses write.</summary>
/// <remarks>
/// Gaps are whole nanoseconds whose sum is exact: what is left of each is carried to the next, so that 3 015 100
/// accesses a second take a second. A mutable value.
/// </remarks>
internal struct WorkloadPace
{
    private const double TwoTo64 = 18_446_744_073_709_551_616.0;
    private const double LongestRunSeconds = 1e-3;
    private const double MostPagesInRun = 16;

    private readonly long _gap;
    private readonly ulong _gapFraction;
    private readonly Probability _writes;
    private ulong _carried;

    internal WorkloadPace(WorkloadSpec spec)
        : this(spec.AccessesPerSecond, spec.WriteShare)
    {
    }

    internal WorkloadPace(double accessesPerSecond, double writeShare)
    {
        double gap = SimTime.NanosecondsPerSecond / accessesPerSecond;
        _gap = (long)gap;
        _gapFraction = (ulong)((gap - _gap) * TwoTo64);
        _writes = new Probability(writeShare);
    }

    /// <summary>
    /// The neighbouring pages that may be touched as one: enough to save steps, too few to be seen as a jump.
    /// </summary>
    internal static uint LongestRun(double accessesPerSecond) =>
        (uint)Math.Clamp(accessesPerSecond * LongestRunSeconds, 1, MostPagesInRun);

    /// <summary>The nanoseconds before the next access.</summary>
    internal long NextGap()
    {
        _carried += _gapFraction;
        return _carried < _gapFraction ? _gap + 1 : _gap;
    }

    /// <summary>The nanoseconds before a run of accesses that are made as one.</summary>
    internal long NextGap(uint count)
    {
        UInt128 sum = ((UInt128)_gapFraction * count) + _carried;
        _carried = (ulong)sum;
        return (_gap * count) + (long)(ulong)(sum >> 64);
    }

    /// <summary>Whether the next access reads or writes.</summary>
    internal readonly PageAccessKind NextKind(ref RandomStream random) =>
        (PageAccessKind)_writes.DrawBit(ref random);

    internal readonly void Save(StateWriter writer) => writer.Write(_carried);

    internal void Load(StateReader reader) => _carried = reader.ReadUInt64();
}
