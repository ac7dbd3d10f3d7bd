using System.Runtime.CompilerServices;

namespace PageEngine.Migration;

/// <summary>A guest, a link and a way to migrate, for a <see cref="MigrationPredictor"/>.</summary>
/// <remarks>Not changed after construction; may be shared.</remarks>
public sealed record PredictionRequest
{
    internal const ulong DefaultSampledPages = 1 << 18;

    /// <summary>The memory of the guest: at least a page. Ballooned and free pages that are not sent are not in it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than a page.</exception>
    public required ByteSize Memory
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfZero(value.Pages, nameof(value));
            field = value;
        }
    }

    /// <summary>The part of the memory that is zero at the start: 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public double ZeroFraction { get; init => field = Fraction(value); }

    /// <summary>The part of the pages that are not zero that the destination holds already: 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public double DuplicateFraction { get; init => field = Fraction(value); }

    /// <summary>The memory that is ever written; all that is not zero if null, and the whole memory if all is.</summary>
    public ByteSize? WorkingSet { get; init; }

    /// <summary>The page writes a second of the guest at full speed, each page as often as it is written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double DirtyPagesPerSecond { get; init => field = NotNegative(value); }

    /// <summary>How the writes fall on the working set.</summary>
    public WritePattern Pattern { get; init; }

    /// <summary>For <see cref="WritePattern.HotCold"/>, the part of the working set that is hot: over 0, under 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double HotFraction
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1);
            field = value;
        }
    } = 0.1;

    /// <summary>For <see cref="WritePattern.HotCold"/>, the share of the writes that hot pages take: 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public double HotShare { get; init => field = Fraction(value); } = 0.9;

    /// <summary>A model of the writes, instead of working set, rate and pattern; null to use those.</summary>
    public DirtyModel? Writer { get; init; }

    /// <summary>What the rounds may use, in bytes of page contents a second: the cap, or what the link gives.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public required double BandwidthBytesPerSecond { get; init => field = Positive(value); }

    /// <summary>
    /// What the link gives to the part behind the rounds, in bytes a second: with the vCPUs stopped, and in post-copy, no
    /// cap holds. The same as for the rounds if null.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double? SwitchoverBandwidthBytesPerSecond
    {
        get;
        init => field = value is null ? null : Positive(value.Value);
    }

    /// <summary>The downtime limit in seconds; 0.3 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double DowntimeLimitSeconds { get; init => field = NotNegative(value); } = 0.3;

    /// <summary>When to stop.</summary>
    public StopPolicyKind Policy { get; init; }

    /// <summary>The time after which the migration is cancelled, in seconds; null for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double? TimeCapSeconds { get; init => field = value is null ? null : Positive(value.Value); }

    /// <summary>The bytes of the XBZRLE cache; null for no deltas.</summary>
    public ByteSize? XbzrleCache { get; init; }

    /// <summary>The neighbouring bytes that one write changes, for the size of deltas: 1 to 4096, 8 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 1 to 4096.</exception>
    public int BytesPerWrite
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Page.Size);
            field = value;
        }
    } = 8;

    /// <summary>The part of a page that is left when it is compressed: over 0, at most 1; 1 (no compression) unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public double CompressionRatio
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>Throttling while the guest dirties too much; null for none.</summary>
    public AutoConvergeOptions? AutoConverge { get; init; }

    /// <summary>The limit on what each vCPU dirties, instead of throttling; null for none.</summary>
    public DirtyLimitOptions? DirtyLimit { get; init; }

    /// <summary>The vCPUs that share the writes evenly, for the dirty limit; 1 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int VcpuCount
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1;

    /// <summary>The rounds after which it switches to post-copy, 0 for at once; null for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? PostCopyAfterRounds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.GetValueOrDefault(), nameof(value));
            field = value;
        }
    }

    /// <summary>The bandwidth of each round after what the last one dirtied; null for the same in all.</summary>
    public AdaptiveRate? RateAdaptation { get; init; }

    /// <summary>
    /// With a seed every write is drawn and every page has its place (of more than 16 GiB, in a sample): one possible run,
    /// always the same for the same seed.
    /// </summary>
    public ulong? Seed { get; init; }

    /// <summary>What is assumed of pages that are written while they wait.</summary>
    /// <remarks>
    /// If null, expected numbers with <see cref="WriteOverlap.Disjoint"/> are taken for a uniform writer or a sweep with
    /// one bandwidth and no pages of zeros or deltas: the setting and the reckoning of the published table of policies. In
    /// all other settings, and with a seed, nothing is assumed: pages have their places and writes are drawn, of large
    /// memories in a sample, and what waits and is written shows by itself. Real runs are matched better by that.
    /// A value forces expected numbers.
    /// </remarks>
    public WriteOverlap? Overlap { get; init; }

    /// <summary>The most pages of the sample in the working set, and behind it, when there is no seed.</summary>
    internal ulong MostSampledPages { get; init; } = DefaultSampledPages;

    /// <summary>The time there and back between the hosts in seconds; 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double RttSeconds { get; init => field = NotNegative(value); }

    /// <summary>The connections in parallel, which matter with a window; 1 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Streams
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1;

    /// <summary>The most bytes of a connection on their way; null for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public ulong? WindowBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfEqual(value.GetValueOrDefault(1), 0UL, nameof(value));
            field = value;
        }
    }

    /// <summary>The bytes in front of each page on the wire; 8 unless set, as in QEMU's stream.</summary>
    /// <remarks>A zero page is a byte more than its header and nothing else.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int PageHeaderBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 8;

    /// <summary>What one look at the dirty log takes in seconds, in which nothing is sent; 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double SyncSeconds { get; init => field = NotNegative(value); }

    /// <summary>The bytes of registers and devices, sent while the vCPUs are stopped; 0 unless set.</summary>
    public ulong DeviceStateBytes { get; init; }

    /// <summary>What starting the vCPUs on the destination takes in seconds; 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double ActivationSeconds { get; init => field = NotNegative(value); }

    /// <summary>A throttle that holds from the beginning: 0 to 99 %, 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 99.</exception>
    public int FixedThrottlePercent
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, PageEngine.Migration.AutoConverge.HighestPercent);
            field = value;
        }
    }

    private static double Fraction(double value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfEqual(value is >= 0 and <= 1, false, name);
        return value;
    }

    private static double NotNegative(double value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfEqual(value >= 0 && double.IsFinite(value), false, name);
        return value;
    }

    private static double Positive(double value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfEqual(value > 0 && double.IsFinite(value), false, name);
        return value;
    }
}
