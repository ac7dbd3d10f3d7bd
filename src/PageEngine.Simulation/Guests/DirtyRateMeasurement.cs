using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>A measurement of how fast a machine dirties its memory, from the moment it was begun.</summary>
/// <remarks>
/// <code>
/// using DirtyRateMeasurement measurement = machine.MeasureDirtyRate(DirtyRateMethod.Bitmap);
/// simulation.AdvanceTo(simulation.Now + SimTime.FromSeconds(1));
/// DirtyRate rate = measurement.Finish();
/// </code>
/// It observes and is no part of a saved state; the machine must stay on its host. One thread at a time, with everything
/// else of its simulation.
/// </remarks>
public sealed class DirtyRateMeasurement : IDisposable
{
    private readonly VirtualMachine _machine;
    private readonly PagedMemory _memory;
    private readonly BitmapDirtyRateEstimator? _bitmap;
    private readonly SampledDirtyRateEstimator? _sample;
    private readonly DirtyRings? _rings;
    private readonly byte[] _page = new byte[Page.Size];
    private readonly SimTime _begin;
    private bool _isDisposed;

    internal DirtyRateMeasurement(VirtualMachine machine, PagedMemory memory, DirtyRateMethod method, ulong seed, int samplesPerGiB)
    {
        _machine = machine;
        _memory = memory;
        Method = method;
        _begin = machine.Simulation.Now;
        switch (method)
        {
            case DirtyRateMethod.Bitmap:
                _bitmap = new BitmapDirtyRateEstimator(memory.Guest.DirtyLog);
                _bitmap.Start(_begin.Nanoseconds);
                break;
            case DirtyRateMethod.Sampling:
                _sample = new SampledDirtyRateEstimator(memory.PageCount, seed, samplesPerGiB);
                Look((sample, page) => _sample.RecordBefore(sample, page));
                break;
            default:
                _rings = new DirtyRings(new DirtyLimitOptions(), machine.Spec.Vcpus, memory.PageCount);
                _rings.Start(_begin);
                memory.Watch ??= new WriteWatch();
                memory.Watch.Measured = _rings;
                break;
        }
    }

    private delegate void Record(int sample, ReadOnlySpan<byte> page);

    /// <summary>How it measures.</summary>
    public DirtyRateMethod Method { get; }

    /// <summary>Ends the measurement.</summary>
    /// <returns>What was dirtied since it was begun.</returns>
    /// <exception cref="ObjectDisposedException">It has ended.</exception>
    /// <exception cref="InvalidOperationException">The machine has moved, or holds its memory no more.</exception>
    public DirtyRate Finish()
    {
        ThrowIfOver();
        long now = _machine.Simulation.Now.Nanoseconds;
        DirtyRate rate;
        if (_sample is not null)
        {
            Look((sample, page) => _sample.RecordAfter(sample, page));
            rate = _sample.Finish(now - _begin.Nanoseconds);
        }
        else
        {
            rate = _bitmap?.Finish(now) ?? _rings!.Total(_machine.Simulation.Now);
        }

        Dispose();
        return rate;
    }

    /// <summary>What one processor has dirtied so far; only with rings.</summary>
    /// <param name="vcpu">Its number.</param>
    /// <exception cref="ObjectDisposedException">It has ended.</exception>
    /// <exception cref="NotSupportedException">It does not measure with rings.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such processor.</exception>
    /// <exception cref="InvalidOperationException">The machine has moved, or holds its memory no more.</exception>
    public DirtyRate RateOf(int vcpu)
    {
        ThrowIfOver();
        ArgumentOutOfRangeException.ThrowIfNegative(vcpu);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(vcpu, _machine.Spec.Vcpus);
        return _rings?.RateOf(vcpu, _machine.Simulation.Now)
            ?? throw new NotSupportedException("only rings know which processor wrote");
    }

    /// <summary>Ends the measurement without a result.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _bitmap?.Dispose();
        if (_memory.Watch is { } watch && watch.Measured == _rings && _rings is not null)
        {
            watch.Measured = null;
            _memory.Watch = watch.IsIdle ? null : watch;
        }

        _rings?.Dispose();
    }

    private void ThrowIfOver()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_machine.Paged != _memory)
        {
            throw new InvalidOperationException($"machine {_machine.Name} does not hold the memory any more that is measured");
        }
    }

    private void Look(Record record)
    {
        ReadOnlySpan<GuestFrameNumber> samples = _sample!.Samples;
        for (int i = 0; i < samples.Length; i++)
        {
            AccessOutcome unseen = default;
            _memory.Now = _machine.Simulation.Now;
            _memory.PeekBytes(samples[i].Value, _page, ref unseen);
            record(i, _page);
        }
    }
}
