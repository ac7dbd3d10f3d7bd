using PageEngine.Images;

namespace PageEngine.Cli.Diffing;

/// <summary>Compares one block of pages of two dumps and keeps what it found until it compares the next.</summary>
/// <remarks>One thread at a time; every worker has its own.</remarks>
internal sealed class BlockComparer(MemoryImage old, MemoryImage changed)
{
    private const int PagesPerRead = 64;

    private readonly byte[] _oldPages = new byte[PagesPerRead * Page.Size];
    private readonly byte[] _newPages = new byte[PagesPerRead * Page.Size];
    private readonly byte[] _room = new byte[TransferCost.MostCompressedBytes];
    private readonly Lz4PageCompressor _compressor = new();
    private TransferCost _cost;

    /// <summary>The runs of pages that differ, ascending.</summary>
    internal List<MatchedRun> Differing { get; } = [];

    /// <summary>How many bytes of them changed.</summary>
    internal ChangeSizes Sizes { get; } = new();

    /// <summary>What sending them costs.</summary>
    internal TransferCost Cost => _cost;

    /// <summary>Pages that were zero and are not any more.</summary>
    internal ulong ZeroToNonZero { get; private set; }

    /// <summary>Pages that became zero.</summary>
    internal ulong NonZeroToZero { get; private set; }

    /// <summary>Compares a block.</summary>
    /// <exception cref="PageSourceException">A dump cannot be read any more.</exception>
    internal void Compare(MatchedRun block)
    {
        Differing.Clear();
        Sizes.Clear();
        _cost = default;
        ZeroToNonZero = 0;
        NonZeroToZero = 0;
        for (ulong done = 0; done < block.PageCount;)
        {
            bool oldIsHole = old.IsKnownZero(block.OldPage + done, out ulong oldRun);
            bool newIsHole = changed.IsKnownZero(block.NewPage + done, out ulong newRun);
            ulong run = Math.Min(Math.Min(oldRun, newRun), block.PageCount - done);
            if (!oldIsHole || !newIsHole)
            {
                run = Math.Min(run, PagesPerRead);
                ComparePages(block, done, (int)run);
            }

            done += run;
        }
    }

    private void ComparePages(MatchedRun block, ulong from, int count)
    {
        Span<byte> before = _oldPages.AsSpan(0, count * Page.Size);
        Span<byte> after = _newPages.AsSpan(0, count * Page.Size);
        old.Read(block.OldPage + from, before);
        changed.Read(block.NewPage + from, after);
        if (before.SequenceEqual(after))
        {
            return;
        }

        for (int i = 0; i < count; i++)
        {
            Span<byte> oldPage = before.Slice(i * Page.Size, Page.Size);
            Span<byte> newPage = after.Slice(i * Page.Size, Page.Size);
            if (!oldPage.SequenceEqual(newPage))
            {
                Note(block, from + (ulong)i);
                Weigh(oldPage, newPage);
            }
        }
    }

    private void Note(MatchedRun block, ulong offset)
    {
        GuestFrameNumber address = new(block.Start.Value + offset);
        if (Differing.Count > 0 && Differing[^1].Start.Value + Differing[^1].PageCount == address.Value)
        {
            Differing[^1] = Differing[^1] with { PageCount = Differing[^1].PageCount + 1 };
        }
        else
        {
            Differing.Add(new MatchedRun(address, block.OldPage + offset, block.NewPage + offset, 1));
        }
    }

    private void Weigh(ReadOnlySpan<byte> oldPage, ReadOnlySpan<byte> newPage)
    {
        Sizes.Add(PageContent.CountDifferentBytes(oldPage, newPage));
        ZeroToNonZero += PageContent.IsZero(oldPage) ? 1UL : 0UL;
        if (PageContent.IsZero(newPage))
        {
            NonZeroToZero++;
            _cost.AddZero();
        }
        else
        {
            bool isSmaller = _compressor.TryCompress(newPage, _room, out int compressed);
            _cost.Add(Xbzrle.EncodedSize(oldPage, newPage), isSmaller ? compressed : Page.Size);
        }
    }
}
