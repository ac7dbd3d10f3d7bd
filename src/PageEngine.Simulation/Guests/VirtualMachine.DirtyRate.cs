using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <content>How fast the memory is dirtied.</content>
public sealed partial class VirtualMachine
{
    /// <summary>Begins to measure how fast the machine dirties its memory.</summary>
    /// <param name="method">How.</param>
    /// <param name="samplesPerGiB">With sampling, the pages that are looked at of each GiB: 1 to 262 144.</param>
    /// <returns>The measurement; dispose of it, or finish it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such method, or the sample is out of range.</exception>
    /// <exception cref="InvalidOperationException">The machine holds no pages.</exception>
    public DirtyRateMeasurement MeasureDirtyRate(
        DirtyRateMethod method = DirtyRateMethod.Bitmap, int samplesPerGiB = SampledDirtyRateEstimator.DefaultSamplesPerGiB)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)method, (uint)DirtyRateMethod.Ring, nameof(method));
        return new DirtyRateMeasurement(this, EnterMemory(0, 0), method, StreamFor("dirty rate").Key, samplesPerGiB);
    }
}
