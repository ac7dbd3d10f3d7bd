using PageEngine.Cli.Scanning;
using PageEngine.Images;
using PageEngine.Linux;

namespace PageEngine.Cli.Snapshots;

/// <summary>The memory that goes into an archive: a dump, or a process that may stand still meanwhile.</summary>
internal sealed class SavedMemory : IDisposable
{
    private readonly StoppedProcess? _stopped;

    private SavedMemory(PageSource pages, StoppedProcess? stopped)
    {
        Pages = pages;
        _stopped = stopped;
    }

    internal PageSource Pages { get; }

    /// <summary>The addresses; null for those that the pages know themselves.</summary>
    internal IReadOnlyList<MemoryImageSegment>? Segments { get; private init; }

    /// <summary>What the machine is called when the user says nothing.</summary>
    internal required string Machine { get; init; }

    internal required string Source { get; init; }

    /// <summary>Whether it is a process that runs while it is read.</summary>
    internal bool IsOfRunning { get; private init; }

    /// <summary>Opens what was asked for; a process is stopped first if it is to be.</summary>
    /// <exception cref="PageSourceException">It cannot be opened or stopped.</exception>
    /// <exception cref="PlatformNotSupportedException">A process is asked for, and this is not Linux.</exception>
    internal static SavedMemory Open(SnapshotCreateRequest request, Messages messages)
    {
        if (request.ProcessId is { } pid)
        {
            return OpenProcess(pid, request.Stops, messages);
        }

        string path = request.File!;
        return new SavedMemory(ScanInputs.OpenImage(path, request.AsRaw, messages), null)
        {
            Machine = OneLine(Path.GetFileNameWithoutExtension(path)),
            Source = OneLine(path),
        };
    }

    /// <summary>Lets the process go on: its pages were read.</summary>
    internal void LetGo() => _stopped?.Continue();

    public void Dispose()
    {
        _stopped?.Dispose();
        Pages.Dispose();
    }

    private static SavedMemory OpenProcess(int pid, bool stops, Messages messages)
    {
        StoppedProcess? stopped = stops ? StoppedProcess.Stop(pid) : null;
        try
        {
            ProcessMemory process = ProcessMemory.Open(pid);
            foreach (string note in process.Notes)
            {
                messages.Say($"process {pid}", note);
            }

            if (process.PageCount == 0)
            {
                process.Dispose();
                throw new PageSourceException($"process {pid}: it has no pages of its own");
            }

            return new SavedMemory(process, stopped)
            {
                Segments = SegmentsOf(process),
                Machine = OneLine(process.ProcessName),
                Source = OneLine($"process {pid} ({process.ProcessName})"),
                IsOfRunning = stopped is null,
            };
        }
        catch
        {
            stopped?.Dispose();
            throw;
        }
    }

    private static List<MemoryImageSegment> SegmentsOf(ProcessMemory process)
    {
        List<MemoryImageSegment> segments = [];
        for (ulong page = 0; page < process.PageCount;)
        {
            ulong address = process.GetAddress(page, out ulong neighbours);
            segments.Add(new MemoryImageSegment(GuestFrameNumber.Of(address), page, neighbours));
            page += neighbours;
        }

        return segments;
    }

    // Names of files and processes may hold anything; half of a letter becomes the mark for it.
    private static string OneLine(string text)
    {
        string line = string.Concat(text.Select(static letter =>
            char.IsControl(letter) || char.IsSurrogate(letter) || letter is '\u2028' or '\u2029' ? '?' : letter));
        return Figures.EndOf(line, MemoryCheckpointOptions.MaxTextBytes / 4);
    }
}
