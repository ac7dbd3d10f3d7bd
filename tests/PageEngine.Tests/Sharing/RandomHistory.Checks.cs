namespace PageEngine.Tests.Sharing;

// What must hold at any moment.
internal sealed partial class RandomHistory
{
    private void Check()
    {
        foreach (HostUnderTest host in _hosts)
        {
            host.Host.CheckInvariants();
            CheckContents(host);
            CheckStores(host.Host);
            CheckIsolation(host.Host);
        }

        for (int guest = 0; guest < _models.Count; guest++)
        {
            foreach (HostUnderTest host in _hosts)
            {
                Assert.Equal(_models[guest].Dirty.Order(), host.HarvestDirty(guest).Order());
            }

            _models[guest].Dirty.Clear();
            CheckSameFrames(guest);
        }

        Each(host => Comparable(host.Host.Sharer.Report));
        Each(host => host.Host.Sharer.MeasureSavings());
        CheckTwins();
    }

    private void CheckContents(HostUnderTest host)
    {
        byte[] page = new byte[Page.Size];
        for (int guest = 0; guest < _models.Count; guest++)
        {
            for (ulong i = 0; i < (ulong)_guestPages; i++)
            {
                host.Host.Guests[guest].Read(i << Page.Shift, page);
                Assert.True(page.AsSpan().SequenceEqual(_models[guest].Pages[i]), $"guest {guest} page {i} reads back");
                CheckToken(host.Host.Guests[guest], new GuestFrameNumber(i), page);
            }
        }
    }

    private static void CheckToken(GuestMemory guest, GuestFrameNumber page, byte[] bytes)
    {
        bool isNamed = PageToken.TryRecognize(bytes, out PageToken expected);
        Assert.Equal(isNamed, guest.TryGetToken(page, out PageToken token));
        Assert.True(!isNamed || token == expected, "the token names the page");
    }

    private void CheckSameFrames(int guest)
    {
        for (ulong i = 0; i < (ulong)_guestPages; i++)
        {
            GuestFrameNumber page = new(i);
            Each(host => host.Host.Guests[guest].TryGetFrame(page, out FrameNumber frame) ? (long)frame.Value : -1);
            Each(host => host.Host.Guests[guest].MappingOf(page));
            if (_options.FingerprintBits == 64)
            {
                // With a cut fingerprint the hint of a page that was written since may lead to its new content by chance.
                Each(host => host.Host.Sharer.Explain(host.Host.Guests[guest], page).Reason);
            }
        }
    }

    private void CheckIsolation(PageHost host)
    {
        Dictionary<uint, GuestMemory> firstOf = [];
        foreach (GuestMemory guest in host.Guests)
        {
            for (ulong i = 0; i < guest.PageCount; i++)
            {
                if (guest.TryGetFrame(new GuestFrameNumber(i), out FrameNumber frame)
                    && !firstOf.TryAdd(frame.Value, guest))
                {
                    Assert.NotEqual(SharingScope.ZeroPagesOnly, _options.Scope);
                    Assert.True(
                        _options.Scope == SharingScope.Host || firstOf[frame.Value].Domain == guest.Domain,
                        "nobody shares a frame across domains");
                    Assert.True(host.Store.ReferencesTo(frame) <= (uint)_options.MaxSharers, "no frame has too many sharers");
                }
            }
        }
    }
}
