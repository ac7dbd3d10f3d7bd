namespace PageEngine.Cli.SelfCheck;

/// <summary>Pages of which every second one has a twin somewhere else; the same size gives the same bytes.</summary>
internal sealed class BenchMemory
{
    private readonly byte[] _bytes;

    internal BenchMemory(ByteSize size)
    {
        PageCount = (int)size.Pages;
        _bytes = new byte[size.Bytes];
        int[] order = new int[PageCount];
        for (int page = 0; page < PageCount; page++)
        {
            order[page] = page;
        }

        // The second half of a random order repeats the first.
        var random = new Random(1);
        random.Shuffle(order);
        int contents = PageCount - FreeablePages;
        for (int i = 0; i < PageCount; i++)
        {
            if (i < contents)
            {
                random.NextBytes(_bytes.AsSpan(order[i] * Page.Size, Page.Size));
            }
            else
            {
                this[order[i - contents]].CopyTo(_bytes.AsSpan(order[i] * Page.Size));
            }
        }
    }

    internal int PageCount { get; }

    internal ReadOnlySpan<byte> All => _bytes;

    /// <summary>The frames that sharing gives back.</summary>
    internal int FreeablePages => PageCount / 2;

    internal ReadOnlySpan<byte> this[int page] => _bytes.AsSpan(page * Page.Size, Page.Size);
}
