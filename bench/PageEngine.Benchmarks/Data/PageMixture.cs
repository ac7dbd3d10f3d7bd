using System.Runtime.InteropServices;

namespace PageEngine.Benchmarks.Data;

/// <summary>Pages of which a known part has duplicates, in random order; the same seed gives the same bytes.</summary>
/// <remarks>
/// Half of the pages are unique. The other half is made of contents that occur 2, 3, 4, 8 or 16 times, pairs most
/// often. Every content is random bytes without a zero page among them, so two different pages differ in their first
/// word: that is the cheapest case for a merger that orders pages by comparing them.
/// </remarks>
internal sealed class PageMixture
{
    private static readonly int[] GroupSizes = [2, 2, 2, 2, 3, 4, 8, 16];
    private readonly ulong _seed;
    private readonly int[] _contents;

    internal PageMixture(int pageCount, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageCount, 8);
        _seed = seed;
        _contents = new int[pageCount];
        var random = new SplitMix64(seed);

        int half = pageCount / 2;
        int content = 0;
        for (int page = 0; page < half; content++)
        {
            int size = Math.Min(GroupSizes[random.Below((ulong)GroupSizes.Length)], half - page);
            if (half - page - size == 1)
                size++;
            _contents.AsSpan(page, size).Fill(content);
            page += size;
        }

        DuplicateContents = content;
        for (int page = half; page < pageCount; page++)
            _contents[page] = content++;
        DistinctContents = content;
        DuplicatePages = half;
        random.Shuffle<int>(_contents);
    }

    /// <summary>The number of pages.</summary>
    internal int PageCount => _contents.Length;

    /// <summary>Contents that more than one page has: KSM's <c>pages_shared</c> when all is merged.</summary>
    internal int DuplicateContents { get; }

    /// <summary>Pages that have a partner: KSM's <c>pages_shared + pages_sharing</c> when all is merged.</summary>
    internal int DuplicatePages { get; }

    /// <summary>All different contents.</summary>
    internal int DistinctContents { get; }

    /// <summary>Frames that sharing gives back.</summary>
    internal int FreeablePages => PageCount - DistinctContents;

    /// <summary>Writes the bytes of one page.</summary>
    internal void Fill(int page, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, Page.Size);
        var random = new SplitMix64(_seed ^ ((ulong)(uint)(_contents[page] + 1) << 32));
        foreach (ref ulong word in MemoryMarshal.Cast<byte, ulong>(destination))
            word = random.Next();
    }

    /// <summary>Writes all pages to a stream.</summary>
    internal void WriteTo(Stream destination)
    {
        byte[] batch = new byte[256 * Page.Size];
        for (int first = 0; first < PageCount; first += 256)
        {
            int count = Math.Min(256, PageCount - first);
            for (int i = 0; i < count; i++)
                Fill(first + i, batch.AsSpan(i * Page.Size, Page.Size));
            destination.Write(batch, 0, count * Page.Size);
        }
    }
}
