namespace PageEngine.Migration;

/// <summary>Estimates a dirty rate from a sample of pages whose content is looked at twice; no log is needed.</summary>
/// <remarks>
/// <para>
/// As QEMU's page sampling (<c>migration/dirtyrate.c</c>): 512 pages a GiB. Here one page is drawn from each of as many
/// equal parts of the memory, so that small hot places are neither missed nor hit twice by chance. A page that was
/// written with the bytes it had is taken for clean. With a part p of n samples changed, the standard error is
/// √(p(1 − p)/n) of the memory.
/// </para>
/// <para>An instance is for one thread at a time.</para>
/// </remarks>
public sealed class SampledDirtyRateEstimator
{
    /// <summary>The pages sampled of each GiB unless given: 512.</summary>
    public const int DefaultSamplesPerGiB = 512;

    private const ulong PagesPerGiB = (1UL << 30) >> Page.Shift;

    private readonly ulong _pageCount;
    private readonly GuestFrameNumber[] _samples;
    private readonly ulong[] _fingerprints;
    private readonly ulong _seed;
    private ulong _changed;

    /// <summary>Draws the sample.</summary>
    /// <param name="pageCount">The pages of the guest; at least 1.</param>
    /// <param name="seed">Which sample; the same seed draws the same pages.</param>
    /// <param name="samplesPerGiB">The pages sampled of each GiB, 1 to 262 144; at least one in all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public SampledDirtyRateEstimator(ulong pageCount, ulong seed, int samplesPerGiB = DefaultSamplesPerGiB)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pageCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageCount, DirtyBitmap.MaxPageCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samplesPerGiB);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)samplesPerGiB, PagesPerGiB, nameof(samplesPerGiB));
        _pageCount = pageCount;
        _seed = seed;
        double exact = (double)pageCount * samplesPerGiB / PagesPerGiB;
        ulong count = Math.Clamp((ulong)Math.Round(exact), 1, pageCount);
        _samples = new GuestFrameNumber[count];
        _fingerprints = new ulong[count];
        SeededDraws draws = new(seed);
        for (ulong i = 0; i < count; i++)
        {
            ulong from = Part(i, count);
            _samples[i] = new GuestFrameNumber(from + draws.Below(Part(i + 1, count) - from));
        }
    }

    /// <summary>The pages to look at, in the order of their addresses.</summary>
    public ReadOnlySpan<GuestFrameNumber> Samples => _samples;

    /// <summary>Tells what a sampled page holds when the period begins.</summary>
    /// <param name="sample">The index of the page in <see cref="Samples"/>.</param>
    /// <param name="page">Its 4096 bytes.</param>
    /// <exception cref="ArgumentException">The content is not 4096 bytes.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such sample.</exception>
    public void RecordBefore(int sample, ReadOnlySpan<byte> page) =>
        _fingerprints[sample] = PageFingerprint.Compute(page, _seed);

    /// <summary>Tells what a sampled page holds when the period ends; once for each sample.</summary>
    /// <param name="sample">The index of the page in <see cref="Samples"/>.</param>
    /// <param name="page">Its 4096 bytes.</param>
    /// <returns>Whether the page has changed.</returns>
    /// <exception cref="ArgumentException">The content is not 4096 bytes.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such sample.</exception>
    public bool RecordAfter(int sample, ReadOnlySpan<byte> page)
    {
        bool isChanged = _fingerprints[sample] != PageFingerprint.Compute(page, _seed);
        _changed += isChanged ? 1UL : 0;
        return isChanged;
    }

    /// <summary>Ends the period, when every sample was looked at.</summary>
    /// <param name="periodNanoseconds">The time between the two looks at a page.</param>
    /// <returns>The estimate: the changed part of the sample as a part of the memory.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public DirtyRate Finish(long periodNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(periodNanoseconds);
        DirtyRate rate = new((double)_changed * _pageCount / _samples.Length, periodNanoseconds);
        _changed = 0;
        return rate;
    }

    private ulong Part(ulong index, ulong count)
    {
        UInt128 product = (UInt128)index * _pageCount;
        return (ulong)(product / count);
    }
}
