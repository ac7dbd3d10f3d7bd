namespace PageEngine.Images;

/// <summary>Writes memory as a raw dump: byte n of the file is byte n of the machine.</summary>
public static class RawDump
{
    /// <summary>The longest file that is written: 16 TiB, the limit of common file systems.</summary>
    public const long MaxByteLength = 1L << 44;

    private const ulong PagesPerPiece = 256;
    private const ulong PiecesPerStep = 64;

    /// <summary>Writes a memory image; pages of zeros, and addresses without pages, become holes.</summary>
    /// <remarks>
    /// The file has another name until it is complete and on the disk, and is gone if that fails. A file of the same
    /// name is replaced.
    /// </remarks>
    /// <param name="image">The memory.</param>
    /// <param name="path">The file.</param>
    /// <param name="workers">The threads, at least 1.</param>
    /// <param name="progress">Told after each 64 MiB; null for nobody.</param>
    /// <param name="cancellation">Gives up between two steps of 64 MiB.</param>
    /// <returns>The pages without bytes, for which there are zeros now.</returns>
    /// <exception cref="PageSourceException">The image cannot be read, or the file cannot be written.</exception>
    /// <exception cref="ArgumentException">The memory reaches behind <see cref="MaxByteLength"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ulong Write(
        MemoryImage image, string path, int workers = 1, IProgress<MemoryArchiveProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        PageRange last = image.Segments[^1].Range;
        if (last.End.Value > (ulong)MaxByteLength >> Page.Shift)
        {
            throw new ArgumentException(
                $"memory that ends at address 0x{last.End.Value:x}000 makes no raw dump", nameof(image));
        }

        string target = MemoryArchiveWriter.ResolveLinks(path);
        string unfinished = MemoryArchiveWriter.NewNameOf(target);
        try
        {
            ulong missing;
            using (ArchiveFile file = ArchiveFile.OpenForWriting(unfinished, path, FileMode.Create))
            {
                long padding = image.Segments.Count == 1 ? (long)image.PaddedBytes : 0;
                file.Cut((long)last.End.Address - padding);
                missing = WritePages(image, file, workers, progress, cancellation);
                file.Cut((long)last.End.Address - padding);
                file.Flush();
            }

            MemoryArchiveWriter.Publish(unfinished, target, path, replaces: true, syncDirectory: null);
            return missing;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static ulong WritePages(
        MemoryImage image, ArchiveFile file, int workers, IProgress<MemoryArchiveProgress>? progress,
        CancellationToken cancellation)
    {
        ulong missing = 0;
        byte[][] buffers = new byte[workers][];
        foreach (MemoryImageSegment segment in image.Segments)
        {
            for (ulong done = 0; done < segment.PageCount; done += PagesPerPiece * PiecesPerStep)
            {
                cancellation.ThrowIfCancellationRequested();
                ulong first = done;
                ulong step = Math.Min(segment.PageCount - done, PagesPerPiece * PiecesPerStep);
                int pieces = (int)((step + PagesPerPiece - 1) / PagesPerPiece);
                ArchiveWorkers.Run(workers, pieces, (worker, piece) =>
                {
                    byte[] buffer = buffers[worker] ??= new byte[PagesPerPiece * Page.Size];
                    ulong offset = first + ((ulong)piece * PagesPerPiece);
                    ulong count = Math.Min(PagesPerPiece, segment.PageCount - offset);
                    ulong frame = segment.Start.Value + offset;
                    Interlocked.Add(
                        ref missing, WritePiece(image, file, segment.FirstPage + offset, count, frame, buffer));
                });
                progress?.Report(new MemoryArchiveProgress(segment.FirstPage + done + step, image.PageCount));
            }
        }

        return missing;
    }

    private static ulong WritePiece(
        MemoryImage image, ArchiveFile file, ulong page, ulong count, ulong frame, byte[] buffer)
    {
        ulong missing = 0;
        ulong end = page + count;
        while (page < end)
        {
            bool isZero = image.IsKnownZero(page, out ulong run);
            run = Math.Min(run, end - page);
            if (!isZero)
            {
                Span<byte> bytes = buffer.AsSpan(0, (int)run << Page.Shift);
                ulong read = (ulong)image.Read(page, bytes);
                file.Write((long)(frame << Page.Shift), bytes[..((int)read << Page.Shift)]);
                missing += read < run ? 1UL : 0;
                run = read < run ? read + 1 : run;
            }

            page += run;
            frame += run;
        }

        return missing;
    }
}
