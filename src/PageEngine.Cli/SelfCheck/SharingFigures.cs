using System.Buffers.Binary;

namespace PageEngine.Cli.SelfCheck;

/// <summary>How long sharing takes: everything at first, and what was written afterwards.</summary>
internal sealed class SharingFigures(BenchMemory memory, PassTimer timer) : IDisposable
{
    private const int WrittenEvery = 100;

    /// <summary>A rescan after one page in a hundred was written takes at most this part of the first scan.</summary>
    private const double RescanShare = 0.02;

    private PageHost? _host;
    private ulong _round;

    internal IEnumerable<BenchFigure> Measure(double readGigabytesPerSecond)
    {
        double cold = timer.Median(Scan, Fill);
        RequireAllShared();
        double coldRate = memory.All.Length / 1e9 / cold;
        yield return new BenchFigure("coldScan", "share everything, half of it twice there", coldRate, "GB/s")
        {
            LimitTitle = "read",
            Ratio = coldRate / readGigabytesPerSecond,
        };
        double again = timer.Median(Scan, WriteSome);
        yield return new BenchFigure("rescan", "share again after 1 % was written", again * 1000, "ms")
        {
            LimitTitle = "first scan",
            Ratio = again / cold,
            Expected = RescanShare,
            LessIsBetter = true,
        };
    }

    public void Dispose() => _host?.Dispose();

    private void Fill()
    {
        _host?.Dispose();
        ByteSize size = ByteSize.FromPages((ulong)memory.PageCount);
        _host = new PageHost(size, new SharingOptions { CleanScans = 0 });
        _host.AddGuest("bench", size).Write(0, memory.All);
    }

    private void Scan() => _host!.Sharer.ScanOnce();

    private void WriteSome()
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        GuestMemory guest = _host!.Guests[0];
        for (ulong page = _round++ % WrittenEvery; page < guest.PageCount; page += WrittenEvery)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, (_round << 32) + page);
            guest.Write(page * Page.Size, word);
        }
    }

    /// <summary>A self-check that is fast and wrong would be worse than none.</summary>
    private void RequireAllShared()
    {
        ulong saved = _host!.Sharer.Report.PagesSharing;
        if (saved != (ulong)memory.FreeablePages)
        {
            throw new InvalidOperationException($"sharing saved {saved} pages where {memory.FreeablePages} have a twin");
        }
    }
}
