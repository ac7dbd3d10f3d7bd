using PageEngine.Linux;
using Spectre.Console;

namespace PageEngine.Cli.Watching;

/// <summary>One watch from the first look to what it came to.</summary>
internal sealed class WatchSession(WatchRequest request, ToolContext context, WatchClock clock)
{
    private readonly WatchTotals _totals = new();
    private WatchRecorder? _recorder;
    private bool _hasFailed;
    private int _slowLooks;

    /// <summary>Opens, watches and writes.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal int Run()
    {
        WatchedMemory memory;
        try
        {
            memory = request.ProcessId is { } process
                ? new WatchedProcess(ProcessMemory.Open(process))
                : new WatchedFile(request.Path!);
        }
        catch (Exception exception) when (exception is PageSourceException or PlatformNotSupportedException)
        {
            context.Messages.Say(exception.Message);
            return ExitCode.Failed;
        }

        using (memory)
        {
            return Run(memory, ViewOf(memory.Title));
        }
    }

    /// <summary>Watches memory that is open.</summary>
    internal int Run(WatchedMemory memory, IWatchView view)
    {
        foreach (string note in memory.Notes)
        {
            context.Messages.Say(memory.Title, note);
        }

        try
        {
            _recorder = request.RecordPath is { } path
                ? new WatchRecorder(path, memory.TraceName, memory.PlacesAreFrames) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            context.Messages.Say(exception.Message);
            return ExitCode.Failed;
        }

        using (_recorder)
        {
            string? end = null;
            view.Run(() => end = Watch(memory, view));
            view.ShowTotals(_totals);
            if (end is not null)
            {
                context.Messages.Say(end);
            }

            CompleteRecord();
        }

        return _hasFailed ? ExitCode.Failed
            : context.Cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Fine;
    }

    private IWatchView ViewOf(string title)
    {
        IReadOnlyList<long> windows = request.WindowNanoseconds;
        if (request.AsJson)
        {
            return new WatchJson(context.Output);
        }

        IAnsiConsole console = Tables.Open(context.Output);
        return console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi
            ? new WatchLive(console, windows, title) : new WatchLines(context, windows, title);
    }

    /// <summary>Looks until the end, and tells why it ended if nobody asked for it.</summary>
    private string? Watch(WatchedMemory memory, IWatchView view)
    {
        MemoryWatcher watcher = new(memory, request.WindowNanoseconds, _recorder);
        long begin = clock.Nanoseconds;
        long due = begin;
        try
        {
            for (int number = 0; ; number++)
            {
                long start = clock.Nanoseconds;
                _recorder?.BeginLook(start - begin);
                WatchInterval interval = watcher.Look(clock, start, context.Cancellation);
                _recorder?.EndLook();
                if (number > 0)
                {
                    _totals.Add(interval);
                    view.Show(interval);
                }

                if (IsLast(number, start - begin) || !WaitForNext(begin, ref due))
                {
                    return null;
                }

                memory.Refresh();
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (PageSourceException exception)
        {
            if (memory.Ending is { } ending)
            {
                return $"{memory.Title}: {ending}";
            }

            _hasFailed = true;
            return exception.Message;
        }
    }

    private bool IsLast(int number, long elapsed) =>
        number == request.Count || (request.DurationNanoseconds is { } duration && elapsed >= duration);

    /// <summary>Waits for the time of the next look; where a look took longer than an interval that is now.</summary>
    private bool WaitForNext(long begin, ref long due)
    {
        due += request.IntervalNanoseconds;
        if (request.DurationNanoseconds is { } duration)
        {
            due = Math.Min(due, begin + duration);
        }

        long now = clock.Nanoseconds;
        if (due < now)
        {
            due = now;
            _slowLooks++;
        }

        return clock.WaitUntil(due, context.Cancellation);
    }

    private void CompleteRecord()
    {
        if (_slowLooks > 0)
        {
            string looks = Figures.Counted(_slowLooks, "look");
            context.Messages.Say($"{looks} took longer than --interval; the intervals that follow them are longer");
        }

        if (_recorder is null)
        {
            return;
        }

        if (_recorder.TryComplete())
        {
            string count = Figures.Count((ulong)_recorder.RecordCount);
            context.Messages.Say($"{request.RecordPath}: {count} records of what was seen");
        }
        else
        {
            _hasFailed = true;
            context.Messages.Say($"{request.RecordPath}: not recorded to the end: {_recorder.Failure}");
        }
    }
}
