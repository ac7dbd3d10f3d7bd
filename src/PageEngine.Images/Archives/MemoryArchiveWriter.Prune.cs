using Microsoft.Win32.SafeHandles;

namespace PageEngine.Images;

public sealed partial class MemoryArchiveWriter
{
    /// <summary>Writes an archive anew with some of its checkpoints, which keep their numbers.</summary>
    /// <remarks>
    /// The new archive replaces the old one when it is complete and on the disk; until then, and if this fails, the old
    /// one is as it was. Contents that no kept checkpoint has are gone with it. Readers that have the old one open go
    /// on reading it.
    /// </remarks>
    /// <param name="path">The archive.</param>
    /// <param name="keep">The numbers of the checkpoints to keep, at least one.</param>
    /// <param name="options">How to write; the seed is that of the archive. Null for the defaults.</param>
    /// <param name="progress">Told how many pages of kept checkpoints are done; null for nobody.</param>
    /// <param name="cancellation">Gives up between two windows of pages.</param>
    /// <exception cref="PageSourceException">The archive cannot be read or written, or is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentException">A checkpoint is not there, or none is to be kept.</exception>
    public static void Prune(
        string path, IReadOnlyCollection<uint> keep, MemoryArchiveWriterOptions? options = null,
        IProgress<MemoryArchiveProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(keep);
        options ??= new MemoryArchiveWriterOptions();
        string target = ResolveLinks(path);
        using SafeFileHandle held = ArchiveLock.Take(target, path);
        using MemoryArchive old = MemoryArchive.Open(path);
        List<MemoryCheckpoint> kept = [.. old.Checkpoints.Where(checkpoint => keep.Contains(checkpoint.Number))];
        if (kept.Count == 0 || kept.Count != keep.Distinct().Count())
        {
            throw new ArgumentException("a checkpoint to keep is not there, or none is to be kept", nameof(keep));
        }

        // The writer below has no lock of its own: the one above is held until the new archive is in its place.
        options = options with { Seed = old.Seed };
        using var writer = new MemoryArchiveWriter(path, target, new SafeFileHandle(), options, isReplacement: true);
        ulong all = kept.Aggregate(0UL, static (sum, checkpoint) => sum + checkpoint.PageCount);
        ulong before = 0;
        foreach (MemoryCheckpoint checkpoint in kept)
        {
            ulong done = before;
            var relay = new ProgressRelay(now => progress?.Report(new MemoryArchiveProgress(done + now, all)));
            writer.Copy(old, checkpoint, relay, cancellation);
            before += checkpoint.PageCount;
        }

        old.Dispose();
        Publish(NewNameOf(target), target, path, replaces: true, options.SyncDirectory);
        writer._isUnpublished = false;
    }

    private void Copy(
        MemoryArchive old, MemoryCheckpoint checkpoint, IProgress<MemoryArchiveProgress> progress,
        CancellationToken cancellation)
    {
        uint parent = checkpoint.Parent;
        while (parent != 0 && Checkpoints.All(candidate => candidate.Number != parent))
        {
            parent = old.Checkpoints.FirstOrDefault(candidate => candidate.Number == parent)?.Parent ?? 0;
        }

        using MemoryImage image = old.OpenCheckpoint(checkpoint);
        Append(image, new MemoryCheckpointOptions
        {
            Machine = checkpoint.Machine,
            Name = checkpoint.Name,
            Source = checkpoint.Source,
            Created = checkpoint.Created,
            IsOfRunning = checkpoint.IsOfRunning,
            Parent = parent,
            Number = checkpoint.Number,
        }, progress, cancellation);
    }

    private sealed class ProgressRelay(Action<ulong> told) : IProgress<MemoryArchiveProgress>
    {
        public void Report(MemoryArchiveProgress value) => told(value.PagesDone);
    }
}
