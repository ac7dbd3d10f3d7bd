namespace PageEngine.Cli;

/// <summary>A line on a terminal that shows how far a long run is, and is gone when the run is over.</summary>
/// <remarks>
/// It appears after a second and is drawn at most ten times a second. It changes nothing of the terminal but its own
/// line, so there is nothing to restore beyond wiping it. One thread at a time.
/// </remarks>
/// <param name="terminal">Takes the line; null for no line at all.</param>
/// <param name="clock">Tells when to draw.</param>
internal sealed class ProgressLine(TextWriter? terminal, TimeProvider clock) : IDisposable
{
    private const int BarWidth = 30;
    private const string WipeLine = "\r\e[K";
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly long _start = clock.GetTimestamp();
    private string _what = "";
    private ulong _total;
    private Func<ulong, TimeSpan, string> _describe = DescribeSpeed;
    private long _begin;
    private long _drawn;
    private bool _isShown;

    /// <summary>Begins something that takes a number of pages.</summary>
    internal void Begin(string what, ulong totalPages) => Begin(what, totalPages, DescribeSpeed);

    /// <summary>Begins something that takes a number of steps of any kind.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="total">The steps.</param>
    /// <param name="describe">Says in words how far it is, from the steps done and the time since the begin.</param>
    internal void Begin(string what, ulong total, Func<ulong, TimeSpan, string> describe)
    {
        Wipe();
        _what = what;
        _total = total;
        _describe = describe;
        _begin = clock.GetTimestamp();
    }

    /// <summary>Says how many steps are done.</summary>
    internal void Report(ulong done)
    {
        if (terminal is null || clock.GetElapsedTime(_start) < Delay
            || (_isShown && clock.GetElapsedTime(_drawn) < Interval))
        {
            return;
        }

        double share = _total == 0 ? 1 : Math.Min((double)done / _total, 1);
        int filled = (int)(share * BarWidth);
        string bar = new string('#', filled) + new string('.', BarWidth - filled);
        string words = _describe(done, clock.GetElapsedTime(_begin));
        terminal.Write($"{WipeLine}{_what} [{bar}] {share * 100:0} % {words}");
        terminal.Flush();
        _drawn = clock.GetTimestamp();
        _isShown = true;
    }

    /// <summary>Wipes the line, so that something else can be written.</summary>
    internal void Wipe()
    {
        if (_isShown)
        {
            terminal!.Write(WipeLine);
            terminal.Flush();
            _isShown = false;
        }
    }

    public void Dispose() => Wipe();

    private static string DescribeSpeed(ulong donePages, TimeSpan elapsed)
    {
        double gigabytes = donePages * (double)Page.Size / 1e9 / Math.Max(elapsed.TotalSeconds, 1e-9);
        return $"{gigabytes:0.0} GB/s";
    }
}
