using PageEngine.Images;

namespace PageEngine.Cli.Snapshots;

/// <summary>Shows on the terminal how far work on an archive is, where it is told and not later.</summary>
internal sealed class PageProgress(ProgressLine line, Action? atEnd = null) : IProgress<MemoryArchiveProgress>
{
    public void Report(MemoryArchiveProgress value)
    {
        line.Report(value.PagesDone);
        if (value.PagesDone == value.PageCount)
        {
            atEnd?.Invoke();
        }
    }
}
