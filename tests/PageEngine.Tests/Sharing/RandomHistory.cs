namespace PageEngine.Tests.Sharing;

/// <summary>
/// A random history over both stores, side by side with a naive model; every answer must be the same.
/// </summary>
internal sealed partial class RandomHistory : IDisposable
{
    private readonly Seeded _random;
    private readonly SharingOptions _options;
    private readonly int _guestPages;
    private readonly bool _largePages;
    // A host of bytes, one of tokens, then what was made from these two in turn.
    private readonly List<HostUnderTest> _hosts;
    private readonly List<ModelGuest> _models = [];

    internal RandomHistory(ulong seed, int frames, int guestPages, bool largePages)
    {
        _random = new Seeded(seed);
        _guestPages = guestPages;
        _largePages = largePages;
        _options = new SharingOptions
        {
            Scope = _random.Pick(SharingScope.Domain, SharingScope.Domain, SharingScope.Host, SharingScope.ZeroPagesOnly),
            Coverage = _random.Pick(ScanCoverage.Written, ScanCoverage.EveryPage),
            CleanScans = _random.Below(3),
            SmartScan = _random.OneIn(3),
            MaxSharers = _random.Pick(2, 3, 4, 256),
            UseZeroPages = _random.OneIn(2),
            MergeAcrossNodes = _random.OneIn(2),
            LargePages = _random.Pick(LargePagePolicy.Split, LargePagePolicy.Split, LargePagePolicy.Keep),
            HintCapacity = 2,
            FingerprintSeed = _random.Next(),
            FingerprintBits = _random.Pick(64, 8, 1),
        };
        FrameStoreOptions layout = new() { NumaNodes = _random.Pick(1, 2) };
        ByteSize capacity = ByteSize.FromPages((ulong)frames);
        _hosts =
        [
            new HostUnderTest(new ByteFrameStore(capacity, layout), _options),
            new HostUnderTest(new TokenFrameStore(capacity, layout), _options),
        ];
        AddGuest();
        AddGuest();
    }

    internal void Run(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            Act(_random.Below(27));
            if (step % 8 == 0 || step == steps - 1)
            {
                Check();
            }
        }
    }

    public void Dispose()
    {
        foreach (HostUnderTest host in _hosts)
        {
            host.Dispose();
        }
    }

    private void Act(int action)
    {
        int guest = _random.Below(_models.Count);
        switch (action)
        {
            case < 7:
                WriteToken(guest);
                break;
            case < 10:
                WriteBytes(guest);
                break;
            case < 15:
                Scan(guest, action);
                break;
            case 15:
                Discard(guest);
                break;
            case 16:
                MoveToDomain(guest);
                break;
            case 17 when _models.Count < 5:
                AddGuest();
                break;
            case 18 when _models.Count > 1 && _random.OneIn(2):
                RemoveGuest(guest);
                break;
            case < 20:
                ToggleMergeable(guest);
                break;
            default:
                Move(guest, action);
                break;
        }
    }

    private void AddGuest()
    {
        GuestOptions options = new()
        {
            Domain = new SharingDomain((ushort)_random.Below(2)),
            NumaNode = _random.Below(_hosts[0].Host.Store.NumaNodes),
            LargePages = _largePages,
            DirtyLogMode = _random.Pick(DirtyLogMode.SingleWriter, DirtyLogMode.Concurrent),
        };
        _models.Add(new ModelGuest(_guestPages));
        Each(host => host.AddGuest(_guestPages, options).PageCount);
    }

    private void RemoveGuest(int guest)
    {
        _models.RemoveAt(guest);
        Each(host =>
        {
            host.RemoveGuest(guest);
            return 0;
        });
    }

    private void WriteToken(int guest)
    {
        int first = _random.Below(_guestPages);
        int count = Math.Min(_largePages ? 40 : 1, _guestPages - first);
        for (int i = 0; i < count; i++)
        {
            GuestFrameNumber page = new((ulong)(first + i));
            PageToken token = new((ulong)_random.Below(6));
            if (Each(host => host.Host.Guests[guest].TryWrite(page, token)))
            {
                _models[guest].Write(page.Value, token);
            }
        }
    }

    private void WriteBytes(int guest)
    {
        int length = _random.Pick(1, 8, 100, Page.Size, 2 * Page.Size, 3 * Page.Size);
        ulong address = (ulong)_random.Below((_guestPages * Page.Size) - length + 1);
        if (_random.OneIn(2))
        {
            address &= ~(ulong)(Page.Size - 1);
        }

        byte[] bytes = _random.OneIn(3) ? new byte[length] : _random.OneIn(2) ? _random.Bytes(length) : Repeated(length);
        if (Each(host => host.Host.Guests[guest].TryWrite(address, bytes)))
        {
            _models[guest].Write(address, bytes);
        }
    }

    private byte[] Repeated(int length)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill((byte)_random.Below(3));
        return bytes;
    }

    private void Scan(int guest, int action)
    {
        int workers = 1 + _random.Below(3);
        ulong budget = (ulong)_random.Below(40);
        PageRange range = Range();
        switch (action)
        {
            case 10:
                Each(host => host.Host.Sharer.MergeNow(host.Host.Guests[guest], range));
                break;
            case 11:
                Each(host =>
                {
                    host.Host.Sharer.Hints.Add(host.Host.Guests[guest], range);
                    return host.Host.Sharer.Scan(budget);
                });
                break;
            case 12:
                Each(host => host.Host.Sharer.Scan(budget, workers));
                break;
            default:
                // Hosts of tokens scan with another number of workers: the result must be the same.
                Each(host => Comparable(host.Host.Sharer.ScanOnce(host.Host.Store is ByteFrameStore ? 1 : workers)));
                break;
        }
    }

    private void Discard(int guest)
    {
        PageRange range = Range();
        _models[guest].Discard(range.Start.Value, range.Count);
        Each(host =>
        {
            host.Host.Guests[guest].Discard(range);
            return host.Host.Store.FreeFrames;
        });
    }

    private void MoveToDomain(int guest)
    {
        SharingDomain domain = new((ushort)_random.Below(3));
        Each(host => host.Host.TryMoveToDomain(host.Host.Guests[guest], domain));
    }

    private void ToggleMergeable(int guest) =>
        Each(host => host.Host.Guests[guest].IsMergeable = !host.Host.Guests[guest].IsMergeable || _models.Count == 1);

    private PageRange Range()
    {
        int start = _random.Below(_guestPages);
        return new PageRange(new GuestFrameNumber((ulong)start), (ulong)_random.Below(_guestPages - start + 1));
    }

    private T Each<T>(Func<HostUnderTest, T> act)
    {
        T first = act(_hosts[0]);
        foreach (HostUnderTest host in _hosts.Skip(1))
        {
            Assert.Equal(first, act(host));
        }

        return first;
    }

    private static SharingReport Comparable(SharingReport report) => report with { Compares = 0, Mismatches = 0 };
}
