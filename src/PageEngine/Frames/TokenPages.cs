namespace PageEngine;

/// <summary>
/// Pages kept as tokens, eight bytes each: the frames of a token host and the slots of its backing stores.
/// </summary>
/// <remarks>Pages that no token names are literals, in one table for all that belong to a host.</remarks>
internal sealed partial class TokenPages : IDisposable
{
    private readonly byte[] _scratch = new byte[Page.Size];

    internal TokenPages(ulong count, LiteralPages literals, ArenaAllocator allocator)
    {
        Literals = literals;
        Tokens = new NativeArena<ulong>(count, allocator);
    }

    internal NativeArena<ulong> Tokens { get; }

    internal LiteralPages Literals { get; }

    internal void Read(ulong page, int offset, Span<byte> destination)
    {
        if (destination.Length == Page.Size)
        {
            Expand(Tokens[page], destination);
            return;
        }

        Span<byte> whole = stackalloc byte[Page.Size];
        Expand(Tokens[page], whole);
        whole.Slice(offset, destination.Length).CopyTo(destination);
    }

    internal void Write(ulong page, int offset, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Page.Size)
        {
            Expand(Tokens[page], _scratch);
        }

        bytes.CopyTo(_scratch.AsSpan(offset));
        Replace(page, PageToken.TryRecognize(_scratch, out PageToken token) ? token.Value : Literals.Add(_scratch));
    }

    internal void WriteToken(ulong page, PageToken token) => Replace(page, token.Value);

    internal void Clear(ulong page) => Replace(page, PageToken.Zero.Value);

    /// <summary>Takes the content of a page of another collection over the same literals, or of this one.</summary>
    internal void Copy(TokenPages source, ulong from, ulong to)
    {
        ulong token = source.Tokens[from];
        if (LiteralPages.IsLiteral(token))
        {
            Literals.AddReference(token);
        }

        Replace(to, token);
    }

    internal bool TryGetToken(ulong page, out PageToken token)
    {
        ulong value = Tokens[page];
        bool isNamed = !LiteralPages.IsLiteral(value);
        token = isNamed ? new PageToken(value) : default;
        return isNamed;
    }

    /// <summary>Counts for each literal how many pages hold it.</summary>
    internal void CountLiterals(ulong end, Span<ulong> counts)
    {
        for (ulong page = 0; page < end; page++)
        {
            if (LiteralPages.IsLiteral(Tokens[page]))
            {
                counts[LiteralPages.IndexOf(Tokens[page])]++;
            }
        }
    }

    public void Dispose() => Tokens.Dispose();

    private void Expand(ulong token, Span<byte> page)
    {
        if (LiteralPages.IsLiteral(token))
        {
            Literals.BytesOf(token).CopyTo(page);
        }
        else
        {
            new PageToken(token).Expand(page);
        }
    }

    private void Replace(ulong page, ulong token)
    {
        ref ulong kept = ref Tokens[page];
        if (LiteralPages.IsLiteral(kept))
        {
            Literals.Release(kept);
        }

        kept = token;
    }
}
