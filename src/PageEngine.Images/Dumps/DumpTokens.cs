using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Hashing;

namespace PageEngine.Images;

/// <summary>
/// A content token for each page of some dumps: equal pages have equal tokens, different pages different ones.
/// </summary>
/// <remarks>
/// <para>With it a host of tokens runs with the sharing structure of real memory. The token of a page of zeros is
/// <see cref="PageToken.Zero"/>. Every other token is XXH3-64 of the page without its highest bit, so the same page has
/// the same token in every run; where two different pages of the dumps agree in that, which among a billion pages
/// happens with a probability of 5 %, the one that comes later in the order of dumps and pages gets another token, the
/// same in each run over the same dumps. Equality was decided by comparing bytes and not by hash.</para>
/// <para>A token is a name: the page that <see cref="PageToken.Expand"/> makes of it is not the page of the
/// dump.</para>
/// <para>Immutable and thread-safe; holds 8 bytes a page and none of the dumps. Loading needs 6 bytes a page and
/// 2 MiB beside.</para>
/// </remarks>
public sealed class DumpTokens
{
    private readonly ulong[][] _tokens;
    private readonly ulong[] _contentHashes;

    private DumpTokens(ulong[][] tokens, ulong distinctContents, ulong collisions, ulong missingPages)
    {
        _tokens = tokens;
        _contentHashes = Array.ConvertAll(tokens, HashOf);
        DistinctContents = distinctContents;
        Collisions = collisions;
        MissingPages = missingPages;
    }

    /// <summary>The number of dumps.</summary>
    public int DumpCount => _tokens.Length;

    /// <summary>
    /// The different contents of the pages that were read, the page of zeros among them where there is one.
    /// </summary>
    public ulong DistinctContents { get; }

    /// <summary>
    /// The contents whose hash was taken by another content, so that they have a token of another kind.
    /// </summary>
    public ulong Collisions { get; }

    /// <summary>
    /// The pages that could not be read because they are gone (a process unmapped them); their token is that of zeros.
    /// </summary>
    public ulong MissingPages { get; }

    /// <summary>Gives a token to each page of some dumps.</summary>
    /// <param name="dumps">
    /// The dumps: memory images, or any other sources of pages that do not change meanwhile. They are only read here.
    /// </param>
    /// <param name="progress">Told about every 16 MiB and at the end; null for nobody.</param>
    /// <param name="cancellation">Gives up between two batches.</param>
    /// <exception cref="ArgumentException">The dumps have more than 1.4 · 10⁹ pages (5.3 TiB).</exception>
    /// <exception cref="PageSourceException">A dump cannot be read; the message says why.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static DumpTokens Load(
        IReadOnlyList<PageSource> dumps,
        IProgress<DumpTokensProgress>? progress = null,
        CancellationToken cancellation = default) =>
        LoadMasked(dumps, PageToken.MaxValue, progress, cancellation);

    /// <summary>The pages of a dump.</summary>
    /// <param name="dump">The place of the dump in the list, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dump.</exception>
    public ulong PageCountOf(int dump) => (ulong)TokensOf(dump).Length;

    /// <summary>XXH3-64 of the tokens of a dump: equal for equal dumps that stand behind equal ones.</summary>
    /// <remarks>A saved simulation keeps it, to see on restore that it is given the same dump.</remarks>
    /// <param name="dump">The place of the dump in the list, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dump.</exception>
    public ulong ContentHashOf(int dump)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)dump, (uint)_tokens.Length, nameof(dump));
        return _contentHashes[dump];
    }

    /// <summary>The token of a page.</summary>
    /// <param name="dump">The place of the dump in the list, from 0.</param>
    /// <param name="page">The index of the page in the dump, which for a core is not its address.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dump or page.</exception>
    public PageToken this[int dump, ulong page]
    {
        get
        {
            ulong[] tokens = TokensOf(dump);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page, (ulong)tokens.Length);
            return new PageToken(tokens[page]);
        }
    }

    /// <summary>Copies the tokens of neighbouring pages.</summary>
    /// <param name="dump">The place of the dump in the list, from 0.</param>
    /// <param name="firstPage">The index of the first page in the dump.</param>
    /// <param name="destination">Room for the tokens, one for each page wanted.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dump, or the pages are not all in it.</exception>
    public void CopyTo(int dump, ulong firstPage, Span<PageToken> destination)
    {
        ulong[] tokens = TokensOf(dump);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstPage, (ulong)tokens.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (ulong)destination.Length, (ulong)tokens.Length - firstPage, nameof(destination));
        ReadOnlySpan<ulong> source = tokens.AsSpan((int)firstPage, destination.Length);
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = new PageToken(source[i]);
        }
    }

    /// <summary>Loads with hashes cut to the bits of a mask, which makes different pages collide.</summary>
    internal static DumpTokens LoadMasked(
        IReadOnlyList<PageSource> dumps,
        ulong hashMask,
        IProgress<DumpTokensProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dumps);
        Debug.Assert(hashMask <= PageToken.MaxValue, "a token is below 2^63");
        var loader = new DumpTokenLoader(dumps, hashMask);
        loader.Run(progress, cancellation);
        return new DumpTokens(loader.Tokens, loader.DistinctContents, loader.Collisions, loader.MissingPages);
    }

    private static ulong HashOf(ulong[] tokens)
    {
        XxHash3 hash = new();
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        foreach (ulong token in tokens)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, token);
            hash.Append(bytes);
        }

        return hash.GetCurrentHashAsUInt64();
    }

    private ulong[] TokensOf(int dump)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)dump, (uint)_tokens.Length, nameof(dump));
        return _tokens[dump];
    }
}
