namespace PageEngine.Tests.Sharing;

// Content that comes and goes without a write of a guest: the model's dirty sets are not touched here.
internal sealed partial class RandomHistory
{
    private readonly List<ModelStore> _stores = [];

    private void Move(int guest, int action)
    {
        if (_stores.Count == 0 || (_stores.Count < 3 && _random.OneIn(20)))
        {
            AddStore();
        }

        int store = _random.Below(_stores.Count);
        switch (action)
        {
            case 20:
                MoveOut(guest, store);
                break;
            case 21:
                MoveIn(guest, store);
                break;
            case 22:
                Fill(guest);
                break;
            case 23:
                WriteSlot(store);
                break;
            case 24:
                FreeSlots(store);
                break;
            default:
                RemoveStore(store);
                break;
        }
    }

    private void AddStore()
    {
        int slots = _random.Pick(1, 7, 40, 70);
        _stores.Add(new ModelStore(slots));
        Each(host => host.Host.CreateBackingStore((ulong)slots).FreeSlots);
    }

    private void RemoveStore(int store)
    {
        if (_random.OneIn(4))
        {
            _stores.RemoveAt(store);
            Each(host =>
            {
                host.Host.BackingStores[store].Dispose();
                return host.Host.BackingStores.Count;
            });
        }
    }

    private void MoveOut(int guest, int store)
    {
        PageRange range = Range();
        int most = _random.Below(12);
        for (ulong i = range.Start.Value; i < range.End.Value && most-- > 0; i++)
        {
            GuestFrameNumber page = new(i);
            bool isAbsent = Each(host => host.Host.Guests[guest].MappingOf(page)) == PageMapping.Absent;
            (bool moved, uint slot) = Each(host =>
                (host.Host.Guests[guest].TryMoveOut(page, host.Host.BackingStores[store], out uint taken), taken));
            Assert.Equal(!isAbsent && !_stores[store].IsFull, moved);
            if (moved)
            {
                Assert.Equal(_stores[store].Take(_models[guest].Pages[i]), slot);
                _models[guest].Discard(i, 1);
                Assert.Equal(PageMapping.Absent, Each(host => host.Host.Guests[guest].MappingOf(page)));
            }
        }
    }

    private void MoveIn(int guest, int store)
    {
        int most = 1 + _random.Below(12);
        ulong page = (ulong)_random.Below(_guestPages);
        while (most-- > 0 && page < (ulong)_guestPages && _stores[store].Used.Count > 0)
        {
            GuestFrameNumber target = new(page);
            uint slot = _random.Pick([.. _stores[store].Used.Keys]);
            bool keep = _random.OneIn(3);
            if (Each(host => host.Host.Guests[guest].MappingOf(target)) != PageMapping.Absent)
            {
                Assert.Throws<InvalidOperationException>(() =>
                    _hosts[0].Host.Guests[guest].TryMoveIn(target, _hosts[0].Host.BackingStores[store], slot, keep));
            }
            else if (Each(host => host.Host.Guests[guest].TryMoveIn(target, host.Host.BackingStores[store], slot, keep)))
            {
                _stores[store].Used[slot].CopyTo(_models[guest].Pages[page], 0);
                if (!keep)
                {
                    _stores[store].Free(slot);
                }
            }
            else
            {
                Assert.Equal(0u, Each(host => host.Host.Store.FreeFrames));
            }

            page++;
        }
    }

    private void Fill(int guest)
    {
        GuestFrameNumber page = new((ulong)_random.Below(_guestPages));
        byte[] bytes = AnyPage(out PageToken? token);
        if (token is { } named
            ? Each(host => host.Host.Guests[guest].TryFill(page, named))
            : Each(host => host.Host.Guests[guest].TryFill(page, bytes)))
        {
            bytes.CopyTo(_models[guest].Pages[page.Value], 0);
        }
    }

    private void WriteSlot(int store)
    {
        byte[] bytes = AnyPage(out PageToken? token);
        (bool isTaken, uint taken) = Each(host => (host.Host.BackingStores[store].TryTake(out uint given), given));
        Assert.Equal(!_stores[store].IsFull, isTaken);
        if (isTaken)
        {
            Assert.Equal(_stores[store].Take(new byte[Page.Size]), taken);
        }

        uint slot = _random.Pick([.. _stores[store].Used.Keys]);
        if (_random.OneIn(2))
        {
            Each(host => WriteSlot(host.Host.BackingStores[store], slot, bytes, token));
            _stores[store].Used[slot] = bytes;
        }
    }

    private static uint WriteSlot(BackingStore store, uint slot, byte[] bytes, PageToken? token)
    {
        if (token is { } named)
        {
            store.Write(slot, named);
        }
        else
        {
            store.Write(slot, bytes);
        }

        return store.FreeSlots;
    }

    private void FreeSlots(int store)
    {
        for (int count = _random.Below(6); count > 0 && _stores[store].Used.Count > 0; count--)
        {
            uint slot = _random.Pick([.. _stores[store].Used.Keys]);
            _stores[store].Free(slot);
            Each(host =>
            {
                host.Host.BackingStores[store].Free(slot);
                return host.Host.BackingStores[store].FreeSlots;
            });
        }
    }

    private byte[] AnyPage(out PageToken? token)
    {
        byte[] bytes = new byte[Page.Size];
        token = _random.OneIn(2) ? new PageToken((ulong)_random.Below(6)) : null;
        if (token is { } named)
        {
            named.Expand(bytes);
        }
        else
        {
            bytes.AsSpan().Fill((byte)_random.Below(3));
            bytes[_random.Below(Page.Size)] = (byte)_random.Below(2);
        }

        return bytes;
    }

    private void CheckStores(PageHost host)
    {
        byte[] page = new byte[Page.Size];
        Assert.Equal(_stores.Count, host.BackingStores.Count);
        for (int i = 0; i < _stores.Count; i++)
        {
            BackingStore store = host.BackingStores[i];
            Assert.Equal((uint)_stores[i].Used.Count, store.UsedSlots);
            for (uint slot = 0; slot < store.SlotCount; slot++)
            {
                Assert.Equal(_stores[i].Used.TryGetValue(slot, out byte[]? kept), store.IsUsed(slot));
                if (kept is not null)
                {
                    store.Read(slot, page);
                    Assert.True(page.AsSpan().SequenceEqual(kept), $"slot {slot} reads back");
                    bool isNamed = PageToken.TryRecognize(kept, out PageToken token);
                    Assert.Equal(isNamed, store.TryGetToken(slot, out PageToken found));
                    Assert.True(!isNamed || found == token, "the token names the page in the slot");
                }
            }
        }
    }
}
