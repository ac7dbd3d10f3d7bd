using System.Buffers.Binary;

namespace PageEngine.Linux.Tests;

/// <summary>Memory on the source, and an owner that writes to it whenever the sender looks away.</summary>
internal sealed class TestSource : ITransferSource, ITransferOwner, IDisposable
{
    private readonly DirtyLog _log;
    private readonly DirtyCursor _cursor;
    private readonly Random _random;
    private readonly int _writesPerLook;
    private bool _isRunning = true;
    private ulong _writes;

    /// <param name="pageCount">The pages.</param>
    /// <param name="seed">What the owner writes, and where.</param>
    /// <param name="writesPerLook">How often it writes between two things that the sender does.</param>
    internal TestSource(int pageCount, int seed, int writesPerLook)
    {
        Bytes = new byte[pageCount * Page.Size];
        _log = new DirtyLog((ulong)pageCount, DirtyLogMode.Concurrent);
        _cursor = _log.OpenCursor();
        _random = new Random(seed);
        _writesPerLook = writesPerLook;
        for (int page = 0; page < pageCount; page++)
        {
            Span<byte> content = Bytes.AsSpan(page * Page.Size, Page.Size);
            switch (_random.Next(4))
            {
                case 0:
                    break;
                case 1:
                    content.Fill((byte)page);
                    break;
                case 2:
                    new Random(_random.Next(3)).NextBytes(content);
                    break;
                default:
                    _random.NextBytes(content);
                    break;
            }
        }
    }

    internal byte[] Bytes { get; }

    internal bool IsRunning => _isRunning;

    internal int Throttled { get; private set; }

    internal IReadOnlyList<GuestState> States { get; set; } =
        [new(Migration.StateKind.Management, "owner", 1, "what the owner needs"u8.ToArray())];

    internal DirtyCursor Cursor => _cursor;

    public ulong PageCount => (ulong)(Bytes.Length / Page.Size);

    public void BeginTracking() => Live();

    public void Collect(DirtyBitmap waiting, bool writersPaused)
    {
        Assert.Equal(!_isRunning, writersPaused);
        Live();
        _cursor.HarvestInto(waiting);
        Live();
    }

    public void GiveBack(DirtyBitmap pages) => _cursor.GiveBack(pages);

    public void EndTracking()
    {
    }

    public void Read(GuestFrameNumber first, Span<byte> pages)
    {
        // Half of a copy, a write, the other half: as torn as it gets.
        Live();
        int half = pages.Length / 2;
        Bytes.AsSpan((int)first.Value * Page.Size, half).CopyTo(pages);
        Live();
        Bytes.AsSpan(((int)first.Value * Page.Size) + half, pages.Length - half).CopyTo(pages[half..]);
        Live();
    }

    public void Pause()
    {
        Live();
        Assert.True(_isRunning);
        _isRunning = false;
    }

    public void Unpause()
    {
        Assert.False(_isRunning);
        _isRunning = true;
        Live();
    }

    public void Throttle(int percent) => Throttled = percent;

    public IReadOnlyList<GuestState> SaveStates() => States;

    public void Dispose()
    {
        _cursor.Dispose();
        _log.Dispose();
    }

    private void Live()
    {
        for (int i = 0; i < _writesPerLook && _isRunning; i++)
        {
            int address = _random.Next(Bytes.Length / sizeof(ulong)) * sizeof(ulong);
            BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan(address), ++_writes);
            _log.Mark(GuestFrameNumber.Of((ulong)address));
        }
    }
}
