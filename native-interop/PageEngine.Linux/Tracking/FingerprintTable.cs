using System.Diagnostics;

namespace PageEngine.Linux;

/// <summary>The fingerprint of each page of a region as it was last seen, by a harvest or by a reader.</summary>
/// <remarks>
/// <para>Any number of threads note pages. Every note exchanges the word and marks the page in the log when the word
/// changes. That is what makes a comparison safe while others write and read:</para>
/// <para>a reader harvests, copies a page, and notes the fingerprint of the very bytes that it got. If the page has
/// another content later, some note after the reader's changed the word, and its mark came after the reader's harvest:
/// the reader will be told. A page that was written and written back in between is told where a reader saw the
/// middle, and only there. Without the reader's note such a reader would keep stale bytes.</para>
/// <para>What is claimed is as good as a fingerprint: two contents of one page that differ are taken for equal with
/// a chance of 2⁻⁶⁴ each time; the seed is secret, so nobody can aim at it.</para>
/// </remarks>
internal sealed class FingerprintTable
{
    // Word: fingerprint xor that of a page of zeros, so that fresh words say what fresh memory is; or, where a first
    // note is not to be marked, the fingerprint as it is, and 0 for a page that nobody noted.
    private const ulong NotKnown = 0;

    private readonly ulong[] _words;
    private readonly ulong _seed;
    private readonly ulong _zero;
    private readonly bool _markFirst;

    /// <summary>Makes a table in which every page is zeros, or not known.</summary>
    /// <param name="pageCount">The pages.</param>
    /// <param name="seed">The seed of the fingerprints.</param>
    /// <param name="markFirst">
    /// Whether pages are known to be zeros at first; if not, the first note of a page marks nothing.
    /// </param>
    internal FingerprintTable(ulong pageCount, ulong seed, bool markFirst)
    {
        _words = new ulong[pageCount];
        _seed = seed;
        _zero = markFirst ? PageFingerprint.OfZeroPage(seed) : 0;
        _markFirst = markFirst;
    }

    /// <summary>Notes what pages hold.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="content">The bytes of whole pages, which may be changing.</param>
    /// <param name="log">Where pages with another content than noted before are marked.</param>
    /// <returns>The pages that were marked.</returns>
    internal ulong Note(GuestFrameNumber first, ReadOnlySpan<byte> content, DirtyLog log)
    {
        Debug.Assert(Page.OffsetOf((ulong)content.Length) == 0, "whole pages are noted");
        ulong marked = 0;
        for (int i = 0; i < content.Length >> Page.Shift; i++)
        {
            ulong word = PageFingerprint.Compute(content.Slice(i << Page.Shift, Page.Size), _seed) ^ _zero;
            marked += Exchange(first.Value + (ulong)i, word, log);
        }

        return marked;
    }

    /// <summary>Notes pages of which is known that they are zeros.</summary>
    internal ulong NoteZeros(PageRange range, DirtyLog log)
    {
        ulong marked = 0;
        for (ulong page = range.Start.Value; page < range.End.Value; page++)
        {
            marked += Volatile.Read(ref _words[page]) == 0 ? 0 : Exchange(page, 0, log);
        }

        return marked;
    }

    /// <summary>Whether a page was noted, in a table where pages are not known at first.</summary>
    internal bool IsKnown(GuestFrameNumber page) => Volatile.Read(ref _words[page.Value]) != NotKnown;

    private ulong Exchange(ulong page, ulong word, DirtyLog log)
    {
        word = word == NotKnown && !_markFirst ? 1 : word;
        ulong before = Interlocked.Exchange(ref _words[page], word);
        if (before == word || (before == NotKnown && !_markFirst))
        {
            return 0;
        }

        log.Mark(new GuestFrameNumber(page));
        return 1;
    }
}
