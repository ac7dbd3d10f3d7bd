namespace PageEngine.Migration;

/// <summary>A cap as QEMU holds it: in each window so many bytes, as fast as the link takes them, and then a pause.</summary>
/// <remarks>
/// Whoever runs out of pages before the bytes are used up does not pause. Source: QEMU, <c>migration_rate_limit</c> and
/// <c>qemu_file_rate_limit</c>.
/// </remarks>
internal sealed class CapWindow(double linkBytesPerSecond)
{
    private const double Seconds = 0.1;

    private double _end;
    private double _sent;

    /// <summary>What may be sent now, in bytes.</summary>
    /// <param name="now">The time in seconds.</param>
    /// <param name="cap">The cap in bytes a second.</param>
    internal double Left(double now, double cap)
    {
        if (now >= _end)
        {
            _end = now + Seconds;
            _sent = 0;
        }

        return Math.Max((cap * Seconds) - _sent, 0);
    }

    /// <summary>Counts what was sent.</summary>
    /// <param name="now">The time in seconds when it was begun.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isUsedUp">Whether more would have been sent.</param>
    /// <param name="windows">The windows that were sent in one step, at least 1.</param>
    /// <returns>The seconds that it took.</returns>
    internal double Send(double now, double bytes, bool isUsedUp, double windows)
    {
        double sending = bytes / linkBytesPerSecond;
        _sent += bytes;
        if (!isUsedUp)
        {
            return sending;
        }

        double pause = _end + ((windows - 1) * Seconds) - now;
        _end = now;
        return Math.Max(sending, pause);
    }
}
