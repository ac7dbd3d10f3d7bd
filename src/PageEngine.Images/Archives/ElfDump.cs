namespace PageEngine.Images;

/// <summary>Writes memory as an ELF core, which keeps the addresses of its pages.</summary>
public static class ElfDump
{
    private const int PagesPerRead = 256;
    private const ulong PagesBetweenReports = 16384;

    /// <summary>Writes a memory image; pages of zeros become holes.</summary>
    /// <remarks>
    /// The file has another name until it is complete and on the disk, and is gone if that fails. A file of the same
    /// name is replaced.
    /// </remarks>
    /// <param name="image">The memory.</param>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told after each 64 MiB; null for nobody.</param>
    /// <param name="cancellation">Gives up between two reads.</param>
    /// <returns>The pages without bytes, for which there are zeros now.</returns>
    /// <exception cref="PageSourceException">The image cannot be read, or the file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ulong Write(
        MemoryImage image, string path, IProgress<MemoryArchiveProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = MemoryArchiveWriter.ResolveLinks(path);
        string unfinished = MemoryArchiveWriter.NewNameOf(target);
        try
        {
            ulong missing;
            using (FileStream file = new(unfinished, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
            {
                missing = WritePages(image, file, progress, cancellation);
                file.Flush(flushToDisk: true);
            }

            MemoryArchiveWriter.Publish(unfinished, target, path, replaces: true, syncDirectory: null);
            return missing;
        }
        catch (Exception exception) when (ImageFile.Explain(exception) is { } reason)
        {
            File.Delete(unfinished);
            throw ImageFile.Failure(path, $"the file cannot be written: {reason}", exception);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static ulong WritePages(
        MemoryImage image, Stream file, IProgress<MemoryArchiveProgress>? progress, CancellationToken cancellation)
    {
        ElfCoreSegment[] segments = [.. image.Segments.Select(static segment =>
            new ElfCoreSegment(segment.Start.Address, segment.PageCount << Page.Shift))];
        var writer = new ElfCoreWriter(file, segments);
        byte[] buffer = new byte[PagesPerRead * Page.Size];
        ulong missing = 0;
        ulong reported = 0;
        for (ulong page = 0; page < image.PageCount;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (image.IsKnownZero(page, out ulong run))
            {
                writer.Skip(run << Page.Shift);
            }
            else
            {
                run = Math.Min(run, PagesPerRead);
                Span<byte> bytes = buffer.AsSpan(0, (int)run << Page.Shift);
                ulong read = (ulong)image.Read(page, bytes);
                writer.Write(bytes[..((int)read << Page.Shift)]);
                if (read < run)
                {
                    writer.Skip(Page.Size);
                    missing++;
                    run = read + 1;
                }
            }

            page += run;
            if (page - reported >= PagesBetweenReports || page == image.PageCount)
            {
                reported = page;
                progress?.Report(new MemoryArchiveProgress(page, image.PageCount));
            }
        }

        writer.Complete();
        return missing;
    }
}
