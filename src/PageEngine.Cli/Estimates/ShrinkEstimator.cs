namespace PageEngine.Cli.Estimates;

/// <summary>Estimates what compression and patching could add on top of sharing.</summary>
/// <remarks>
/// A sample is compressed and patched; similar pages are looked for among all pages that are left, so these are read
/// once more. Memory grows with the sample only. The result is the same for any number of workers.
/// </remarks>
internal sealed class ShrinkEstimator(KeptPages pages, int workers)
{
    private const int PagesPerRead = 64;
    private const ulong FramesPerSlice = 16_384;

    private readonly Lz4PageCompressor _compressor = new();
    private SimilarityTable _similar = new(0);

    /// <summary>Makes the estimate.</summary>
    /// <param name="samplePages">The pages to sample, 1 or more.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="PageSourceException">A source cannot be read any more.</exception>
    internal ShrinkEstimate Estimate(int samplePages, ProgressLine progress, CancellationToken cancellation)
    {
        PageSample sample = PageSample.Draw(pages, samplePages);
        _similar = new SimilarityTable(sample.Frames.Count);
        int[] compressed = new int[sample.Frames.Count];
        byte[] page = new byte[Page.Size];
        byte[] room = new byte[ShrinkEstimate.MostBytes];
        for (int i = 0; i < compressed.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            bool isThere = pages.Read(sample.Frames[i], page) > 0;
            compressed[i] = isThere && _compressor.TryCompress(page, room, out int bytes) ? bytes : int.MaxValue;
            if (isThere && pages.IsUnique(sample.Frames[i]))
            {
                _similar.Watch(page);
            }
        }

        OfferAll(progress, cancellation);
        return Count(sample, compressed, cancellation);
    }

    private void OfferAll(ProgressLine progress, CancellationToken cancellation)
    {
        progress.Begin("estimating", pages.FrameCount);
        for (ulong start = 0; start < pages.FrameCount; start += FramesPerSlice)
        {
            cancellation.ThrowIfCancellationRequested();
            ulong count = Math.Min(FramesPerSlice, pages.FrameCount - start);
            ulong first = start;
            Workers.RunAll(workers, worker =>
                Offer(first + (count * (ulong)worker / (ulong)workers), first + (count * (ulong)(worker + 1) / (ulong)workers)));
            progress.Report(start + count);
        }

        progress.Wipe();
    }

    private void Offer(ulong start, ulong end)
    {
        byte[] buffer = new byte[PagesPerRead * Page.Size];
        for (ulong frame = start; frame < end;)
        {
            if (!pages.IsKept(frame))
            {
                frame++;
                continue;
            }

            int run = 1;
            while (run < PagesPerRead && frame + (ulong)run < end && pages.IsKept(frame + (ulong)run))
            {
                run++;
            }

            int read = pages.Read(frame, buffer.AsSpan(0, run * Page.Size));
            for (int i = 0; i < read; i++)
            {
                _similar.Offer(frame + (ulong)i, buffer.AsSpan(i * Page.Size, Page.Size));
            }

            frame += (ulong)Math.Max(read, 1);
        }
    }

    private ShrinkEstimate Count(PageSample sample, int[] compressed, CancellationToken cancellation)
    {
        ShrunkPages byLz4 = default;
        ShrunkPages byPatch = default;
        ShrunkPages byEither = default;
        byte[] page = new byte[Page.Size];
        byte[] other = new byte[Page.Size];
        for (int i = 0; i < compressed.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            int patch = pages.IsUnique(sample.Frames[i]) ? SmallestPatch(sample.Frames[i], page, other) : int.MaxValue;
            byLz4 = byLz4.With(compressed[i]);
            byPatch = byPatch.With(patch);
            byEither = byEither.With(Math.Min(patch, compressed[i]));
        }

        return new ShrinkEstimate(compressed.Length, sample.Population, byLz4, byPatch, byEither);
    }

    private int SmallestPatch(ulong frame, byte[] page, byte[] other)
    {
        int smallest = int.MaxValue;
        if (pages.Read(frame, page) == 0)
        {
            return smallest;
        }

        for (int block = 0; block < SimilarityTable.BlocksPerPage; block++)
        {
            if (_similar.TryFind(frame, page, block, out ulong candidate) && pages.Read(candidate, other) > 0)
            {
                smallest = Math.Min(smallest, Xbzrle.EncodedSize(other, page));
            }
        }

        return smallest;
    }
}
