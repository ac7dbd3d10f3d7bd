namespace PageEngine.Linux.Tests;

/// <summary>Memory on the receiver, and a guest that begins to touch it once it is activated.</summary>
internal sealed class TestDestination : ITransferDestination, ITransferGuest
{
    private readonly object _gate = new();
    private Action<PageRange>? _request;
    private HashSet<ulong> _missing = [];
    private Thread? _guest;
    private bool _isKilled;

    /// <summary>What the memory must be when the guest is activated, if the guest is to look at it.</summary>
    internal byte[]? Expected { get; set; }

    internal byte[] Bytes { get; private set; } = [];

    internal int Activations { get; private set; }

    internal IReadOnlyList<GuestState> States { get; private set; } = [];

    internal Dictionary<ulong, int> Placed { get; } = [];

    internal int Differences { get; private set; }

    internal int Requests { get; private set; }

    internal bool IsReserved => Bytes.Length > 0;

    public string? Reserve(ulong pageCount)
    {
        if (pageCount > 1 << 16)
        {
            return "there is not so much memory in a test";
        }

        Bytes = new byte[pageCount * Page.Size];
        return null;
    }

    public Span<byte> GetPage(GuestFrameNumber page)
    {
        Assert.Equal(0, Activations);
        return Bytes.AsSpan((int)page.Value * Page.Size, Page.Size);
    }

    public string? EnterPostCopy(DirtyBitmap missing, Action<PageRange> request)
    {
        _request = request;
        foreach (PageRange range in missing.EnumerateRanges())
        {
            for (ulong page = range.Start.Value; page < range.End.Value; page++)
            {
                _missing.Add(page);
                Bytes.AsSpan((int)page * Page.Size, Page.Size).Fill(0xDD);
            }
        }

        return null;
    }

    public void Place(GuestFrameNumber page, ReadOnlySpan<byte> content)
    {
        lock (_gate)
        {
            Assert.True(_missing.Remove(page.Value));
            Placed[page.Value] = Placed.GetValueOrDefault(page.Value) + 1;
            content.CopyTo(Bytes.AsSpan((int)page.Value * Page.Size, Page.Size));
            Monitor.PulseAll(_gate);
        }
    }

    public void LeavePostCopy() => Assert.Empty(_missing);

    public void Release()
    {
        Assert.Equal(0, Activations);
        (Bytes, _missing) = ([], []);
    }

    public void Activate(IReadOnlyList<GuestState> states)
    {
        Activations++;
        States = states;
        if (Expected is not null)
        {
            _guest = new Thread(TouchAll) { IsBackground = true };
            _guest.Start();
        }
    }

    /// <summary>Waits until the guest has seen every page, in its own order.</summary>
    internal void WaitForGuest() => _guest?.Join();

    /// <summary>Ends the guest, wherever it waits.</summary>
    internal void Kill()
    {
        lock (_gate)
        {
            _isKilled = true;
            Monitor.PulseAll(_gate);
        }

        _guest?.Join();
    }

    // From the last page to the first, against the order in which the rest is pushed.
    private void TouchAll()
    {
        for (int page = (Bytes.Length / Page.Size) - 1; page >= 0; page--)
        {
            lock (_gate)
            {
                while (_missing.Contains((ulong)page) && !_isKilled)
                {
                    Requests++;
                    _request!(new PageRange(new GuestFrameNumber((ulong)page), 1));
                    Monitor.Wait(_gate);
                }

                if (_isKilled)
                {
                    return;
                }

                Span<byte> now = Bytes.AsSpan(page * Page.Size, Page.Size);
                Differences += now.SequenceEqual(Expected.AsSpan(page * Page.Size, Page.Size)) ? 0 : 1;
                now.Fill(0xAB);
            }
        }
    }
}
