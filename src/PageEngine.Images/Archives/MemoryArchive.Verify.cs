namespace PageEngine.Images;

public sealed partial class MemoryArchive
{
    /// <summary>Reads every byte of the archive and checks it against its checksums.</summary>
    /// <remarks>Needs 2 MiB for each worker, and a bit for each content that is damaged.</remarks>
    /// <param name="workers">The threads, at least 1; the report is the same for any number.</param>
    /// <param name="progress">Told how many contents were checked; null for nobody.</param>
    /// <param name="cancellation">Gives up between two groups of contents.</param>
    /// <exception cref="PageSourceException">The file cannot be read any more.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no worker.</exception>
    public MemoryArchiveReport Verify(
        int workers = 1, IProgress<MemoryArchiveProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        return new ArchiveVerifier(_file, _catalog, _contents, workers).Run(UnfinishedBytes, progress, cancellation);
    }
}
