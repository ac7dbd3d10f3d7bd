using PageEngine.Images;

namespace PageEngine.Cli.Watching;

/// <summary>Records a watch as a page trace.</summary>
/// <remarks>
/// <para>The memory that is there at first is read at time 0; what changed up to a look is written, zeroed or discarded
/// at the time of that look. The trace has one guest. The pages of a file keep their numbers; those of a process, whose
/// addresses are scattered, are numbered in stretches of 2 MiB in the order in which they were seen first.</para>
/// <para>How many pages the guest has is known at the end only. Until then the trace grows in a file beside, complete
/// up to the last look; it is then copied with the right number and put in its place as a whole.</para>
/// </remarks>
internal sealed class WatchRecorder : IPageChanges, IDisposable
{
    private const string PartialSuffix = ".partial";
    private const string TextSuffix = ".txt";

    private readonly string _path;
    private readonly string _guest;
    private readonly bool _keepsPlaces;
    private readonly FileStream _file;
    private readonly PageTraceWriter _writer;
    private readonly Dictionary<ulong, ulong> _stretches = [];
    private long _time;
    private ulong _pageCount = 1;
    private PageTraceOperation _operation;
    private ulong _runStart;
    private ulong _runLength;

    /// <summary>Begins a trace.</summary>
    /// <param name="path">The file that it will be in; one that is there is replaced at the end.</param>
    /// <param name="guest">The name of the guest.</param>
    /// <param name="keepsPlaces">Whether places are the numbers of the pages.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    internal WatchRecorder(string path, string guest, bool keepsPlaces)
    {
        _path = path;
        _guest = guest;
        _keepsPlaces = keepsPlaces;
        _file = new FileStream(path + PartialSuffix, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        _writer = new PageTraceWriter(_file, PageTraceFormat.Binary);
        _writer.AddGuest(guest, PageTraceGuest.MaxPageCount);
    }

    /// <summary>Why nothing more is recorded; null as long as all is well.</summary>
    internal string? Failure { get; private set; }

    /// <summary>The records so far.</summary>
    internal long RecordCount => _writer.RecordCount;

    /// <summary>Changes are those of a look at a time from now on.</summary>
    internal void BeginLook(long nanoseconds) => _time = nanoseconds;

    /// <inheritdoc/>
    public void Found(ulong place) => Add(PageTraceOperation.Read, place);

    /// <inheritdoc/>
    public void Changed(ulong place, bool isZero) =>
        Add(isZero ? PageTraceOperation.Zero : PageTraceOperation.Write, place);

    /// <inheritdoc/>
    public void Vanished(ulong place) => Add(PageTraceOperation.Discard, place);

    /// <summary>Hands everything up to now to the file.</summary>
    internal void EndLook()
    {
        EndRun();
        Try(_writer.Flush);
    }

    /// <summary>Puts the whole trace in its place.</summary>
    /// <returns>
    /// Whether it is there; else <see cref="Failure"/> says why, and what there is stays in the file beside.
    /// </returns>
    internal bool TryComplete()
    {
        EndRun();
        Try(_writer.Complete);
        Try(CopyWithPageCount);
        return Failure is null;
    }

    public void Dispose() => _file.Dispose();

    private void CopyWithPageCount()
    {
        _file.Position = 0;
        PageTraceReader reader = PageTraceReader.Open(_file);
        string final = _path + PartialSuffix + ".2";
        using (FileStream destination = new(final, FileMode.Create, FileAccess.Write))
        {
            bool asText = _path.EndsWith(TextSuffix, StringComparison.OrdinalIgnoreCase);
            PageTraceWriter writer = new(destination, asText ? PageTraceFormat.Text : PageTraceFormat.Binary);
            writer.AddGuest(_guest, _pageCount);
            while (reader.TryRead(out PageTraceRecord record))
            {
                writer.Write(record);
            }

            writer.Complete();
            destination.Flush(flushToDisk: true);
        }

        File.Move(final, _path, overwrite: true);
        File.Delete(_path + PartialSuffix);
    }

    private void Try(Action action)
    {
        try
        {
            if (Failure is null)
            {
                action();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Failure = exception.Message;
        }
    }

    private void Add(PageTraceOperation operation, ulong place)
    {
        ulong page = NumberOf(place);
        if (_runLength > 0 && operation == _operation && page == _runStart + _runLength)
        {
            _runLength++;
            return;
        }

        EndRun();
        (_operation, _runStart, _runLength) = (operation, page, 1);
    }

    private void EndRun()
    {
        if (_runLength > 0)
        {
            _pageCount = Math.Max(_pageCount, _runStart + _runLength);
            PageRange pages = new(new GuestFrameNumber(_runStart), _runLength);
            PageTraceRecord record = new(_time, 0, _operation, pages);
            _runLength = 0;
            if (Failure is null)
            {
                Write(record);
            }
        }
    }

    private void Write(PageTraceRecord record)
    {
        try
        {
            _writer.Write(record);
        }
        catch (IOException exception)
        {
            Failure = exception.Message;
        }
    }

    private ulong NumberOf(ulong place)
    {
        if (_keepsPlaces)
        {
            return place;
        }

        ulong stretch = place >> PageChunk.Shift;
        if (!_stretches.TryGetValue(stretch, out ulong first))
        {
            first = (ulong)_stretches.Count << PageChunk.Shift;
            _stretches.Add(stretch, first);
        }

        return first + (place & (PageChunk.PageCount - 1));
    }
}
