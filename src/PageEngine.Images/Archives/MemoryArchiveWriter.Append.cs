namespace PageEngine.Images;

public sealed partial class MemoryArchiveWriter
{
    /// <summary>Appends a checkpoint; when it returns, the checkpoint is on the disk.</summary>
    /// <remarks>
    /// If it throws, the archive is as it was before, and the writer may be used again. Pages that the source cannot
    /// give (a process unmapped them) are kept as missing.
    /// </remarks>
    /// <param name="source">The memory. It is read once, in ascending order, by all workers at the same time.</param>
    /// <param name="options">What is known about it; null for nothing.</param>
    /// <param name="progress">Told after each 8 MiB; null for nobody.</param>
    /// <param name="cancellation">Gives up between two windows of 8 MiB.</param>
    /// <exception cref="PageSourceException">The source cannot be read, or the archive cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentException">
    /// The source has no pages, a text is too long or has several lines, there is no such parent, the parent has other
    /// pages than the source although only changed pages are given, or the ranges or segments make no sense.
    /// </exception>
    public MemoryCheckpoint Append(
        PageSource source, MemoryCheckpointOptions? options = null, IProgress<MemoryArchiveProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var request = CheckpointRequest.Check(source, options ?? new MemoryCheckpointOptions(), Checkpoints);
        ulong room = request.PagesToLookAt;
        if (_index is null || _index.Room < room)
        {
            _index = null;
            _index = new ContentIndex(_catalog, room, _options.FingerprintMask);
        }

        int groups = _catalog.Groups.Count;
        try
        {
            if (_file.Length > _catalog.End)
            {
                _file.Cut(_catalog.End);
            }

            UnfinishedBytes = 0;
            return Write(source, request, progress, cancellation);
        }
        catch
        {
            _index = null;
            _catalog.RemoveGroupsFrom(groups);
            TryCut();
            throw;
        }
    }

    private MemoryCheckpoint Write(
        PageSource source, CheckpointRequest request, IProgress<MemoryArchiveProgress>? progress,
        CancellationToken cancellation)
    {
        using CheckpointPages? parent = OpenParent(request);
        bool startsAsParent = request.Options.Changed is not null;
        var map = new PageMapBuilder(source.PageCount, parent, startsAsParent);
        using var builder = new CheckpointBuilder(
            _file, _catalog, _index!, _contents, map, parent is not null, _options);
        ulong pagesDone = 0;
        void Report(ulong pages)
        {
            cancellation.ThrowIfCancellationRequested();
            pagesDone += pages;
            progress?.Report(new MemoryArchiveProgress(pagesDone, request.PagesToLookAt));
        }

        cancellation.ThrowIfCancellationRequested();
        foreach (PageRange range in request.Ranges)
        {
            builder.Add(source, range, !startsAsParent, Report);
        }

        builder.Complete(source, Report);
        byte[][] texts = request.Texts;
        var draft = new CheckpointRecord
        {
            PreviousOffset = _catalog.Last?.Offset ?? 0,
            PreviousChecksum = _catalog.Last?.Checksum ?? 0,
            Start = _catalog.End,
            DataLength = builder.Position - _catalog.End,
            FirstGroup = builder.FirstGroup,
            GroupCount = (uint)_catalog.Groups.Count - builder.FirstGroup,
            ContentCount = builder.ContentCount,
            PageCount = source.PageCount,
            ZeroPages = (ulong)(builder.ZeroPages + (startsAsParent ? (long)request.Parent!.ZeroPages : 0)),
            MissingPages = (ulong)(builder.MissingPages + (startsAsParent ? (long)request.Parent!.MissingPages : 0)),
            PaddedBytes = request.PaddedBytes,
            Created = MemoryCheckpoint.ToNanoseconds(request.Options.Created),
            Number = request.Options.Number ?? checked((_catalog.Last?.Number ?? 0) + 1),
            Parent = request.Options.Parent,
            SegmentCount = (uint)request.Segments.Count,
            IsOfRunning = request.Options.IsOfRunning,
            MachineLength = (ushort)texts[0].Length,
            NameLength = (ushort)texts[1].Length,
            SourceLength = (ushort)texts[2].Length,
        };
        CheckpointRecord record = new CheckpointEnd(_file, _catalog).Write(draft, map, request.Segments, texts);
        cancellation.ThrowIfCancellationRequested();
        return Commit(record, request);
    }

    // The record may be on the disk only when all that it stands for is.
    private MemoryCheckpoint Commit(CheckpointRecord record, CheckpointRequest request)
    {
        _file.Flush();
        Span<byte> bytes = stackalloc byte[CheckpointRecord.Length];
        record.Write(bytes, _catalog.Seed);
        _file.Write(record.Offset, bytes);
        _file.Flush();
        if (_isUnpublished && !_isReplacement)
        {
            Publish(NewNameOf(_target), _target, Path, replaces: false, _options.SyncDirectory);
            _isUnpublished = false;
        }

        MemoryCheckpointOptions options = request.Options;
        var checkpoint = new MemoryCheckpoint(record, options.Machine, options.Name, options.Source);
        _catalog.Add(checkpoint);
        return checkpoint;
    }

    /// <summary>Gives a file that is complete and on the disk its name.</summary>
    internal static void Publish(string from, string to, string name, bool replaces, Action<string>? syncDirectory)
    {
        try
        {
            File.Move(from, to, replaces);
            syncDirectory?.Invoke(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(to))!);
        }
        catch (Exception exception) when (ImageFile.Explain(exception) is { } reason)
        {
            throw ImageFile.Failure(name, $"the archive cannot get its name: {reason}", exception);
        }
    }

    private CheckpointPages? OpenParent(CheckpointRequest request) => request.Parent is null
        ? null
        : request.OpenParent(_file, _catalog, _contents);

    private void TryCut()
    {
        try
        {
            _file.Cut(_catalog.End);
        }
        catch (PageSourceException)
        {
            // What is left behind the last checkpoint is no part of the archive; the next writer cuts it off.
        }
    }
}
