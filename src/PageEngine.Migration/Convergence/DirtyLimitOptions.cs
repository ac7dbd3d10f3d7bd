namespace PageEngine.Migration;

/// <summary>How much each vCPU may dirty once a migration does not converge.</summary>
/// <remarks>
/// The parameters and defaults of QEMU: <c>vcpu-dirty-limit</c>, <c>x-vcpu-dirty-limit-period</c>, and the size of KVM's
/// dirty ring. Not changed after construction; may be shared.
/// </remarks>
public sealed record DirtyLimitOptions
{
    /// <summary>What a vCPU may dirty in bytes a second; 1 MiB/s unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double BytesPerSecond
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(value), false, nameof(value));
            field = value;
        }
    } = 1 << 20;

    /// <summary>The time between two measurements in nanoseconds; 1 s unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long PeriodNanoseconds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1_000_000_000;

    /// <summary>The entries of each vCPU's dirty ring; 4096 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The value is not from 1 to <see cref="DirtyRing.MaxCapacity"/>.
    /// </exception>
    public int RingEntries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, DirtyRing.MaxCapacity);
            field = value;
        }
    } = 4096;

    /// <summary>When the limit is imposed: as for throttling.</summary>
    public AutoConvergeOptions Trigger { get; init; } = new();
}
