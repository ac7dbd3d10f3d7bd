namespace PageEngine;

/// <summary>Changes that a worker made to the counters of a scan; signed, to be added up.</summary>
internal struct MatchCounters
{
    internal long Shared;
    internal long Sharing;
    internal long Unshared;
    internal ulong Compares;
    internal ulong Mismatches;
    internal ulong Refused;

    internal void Add(in MatchCounters other)
    {
        Shared += other.Shared;
        Sharing += other.Sharing;
        Unshared += other.Unshared;
        Compares += other.Compares;
        Mismatches += other.Mismatches;
        Refused += other.Refused;
    }
}
