using PageEngine.TestSupport;

namespace PageEngine.Tests;

public sealed class SaveRestoreTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_restored_host_has_everything_at_its_place(bool tokens)
    {
        using PageHost host = Saved.BusyHost(tokens);
        using PageHost twin = Saved.Twin(host);
        Assert.Equal(host.Sharer.Options, twin.Sharer.Options);
        Assert.Equal(host.Sharer.Report, twin.Sharer.Report);
        Assert.Equal(host.Sharer.Hints.Count, twin.Sharer.Hints.Count);
        Assert.Equal(host.Store.GetType(), twin.Store.GetType());
        Assert.Equal(
            (host.Store.FrameCount, host.Store.FreeFrames, host.Store.NumaNodes),
            (twin.Store.FrameCount, twin.Store.FreeFrames, twin.Store.NumaNodes));
        for (int i = 0; i < host.Guests.Count; i++)
        {
            AssertEqual(host.Guests[i], twin.Guests[i]);
        }

        Assert.Equal(host.BackingStores[0].UsedSlots, twin.BackingStores[0].UsedSlots);
        Assert.Equal(host.BackingStores[0].SlotCount, twin.BackingStores[0].SlotCount);
        twin.CheckInvariants();
    }

    [Theory]
    [InlineData(DirtyLogMode.SingleWriter)]
    [InlineData(DirtyLogMode.Concurrent)]
    public void Every_cursor_finds_its_own_pages_and_saving_moves_none(DirtyLogMode mode)
    {
        using PageHost host = new(ByteSize.FromPages(200));
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(130), new GuestOptions { DirtyLogMode = mode });
        DirtyLog log = guest.DirtyLog;
        DirtyCursor[] cursors = [log.OpenCursor(), log.OpenCursor(startDirty: true), log.OpenCursor()];
        guest.FillPages(0, 3, new PageToken(1));
        cursors[0].Harvest(new PageRange[1]);
        cursors[1].Dispose();
        guest.FillPages(129, 1, new PageToken(1));
        byte[] first = Saved.BytesOf(host);
        Assert.Equal(first, Saved.BytesOf(host));
        using PageHost twin = Saved.Restore(first);
        IReadOnlyList<DirtyCursor> reopened = twin.Guests[0].DirtyLog.Cursors;
        Assert.Equal([cursors[0], cursors[2]], guest.DirtyLog.Cursors);
        Assert.Equal((2, 3), (reopened.Count, twin.Guests[0].DirtyLog.CursorCount));
        Assert.Equal([1UL, 4UL], reopened.Select(cursor => cursor.CountDirty()));
        Assert.True(reopened[0].IsDirty(new GuestFrameNumber(129)));
        reopened[1].Dispose();
        Assert.Single(twin.Guests[0].DirtyLog.Cursors);
    }

    [Fact]
    public void What_was_never_used_costs_next_to_nothing()
    {
        using PageHost empty = new(new TokenFrameStore(ByteSize.FromGiB(16)));
        empty.AddGuest("g", ByteSize.FromGiB(16));
        Assert.InRange(Saved.BytesOf(empty).Length, 1, 8000);
        using PageHost bytes = new(ByteSize.FromMiB(256));
        GuestMemory guest = bytes.AddGuest("g", ByteSize.FromMiB(256));
        guest.Write(128 << 20, [1, 2, 3]);
        guest.FillPages(0, 1000, PageToken.Zero);
        Assert.InRange(Saved.BytesOf(bytes).Length, 1, 4000);
    }

    [Fact]
    public void Hosts_stand_in_a_stream_one_after_the_other_and_nothing_behind_is_read()
    {
        using PageHost first = Saved.BusyHost(tokens: true, seed: 1);
        using PageHost second = Saved.BusyHost(tokens: false, seed: 2);
        MemoryStream stream = new();
        first.Save(stream);
        second.Save(stream);
        stream.Write("tail"u8);
        stream.Position = 0;
        SlowStream slow = new(stream);
        using PageHost firstTwin = PageHost.Restore(slow);
        using PageHost secondTwin = PageHost.Restore(slow);
        Assert.Equal(4, stream.Length - stream.Position);
        Assert.Equal(Saved.BytesOf(first), Saved.BytesOf(firstTwin));
        Assert.Equal(Saved.BytesOf(second), Saved.BytesOf(secondTwin));
    }

    [Fact]
    public void A_host_over_dumps_is_not_saved()
    {
        using PageHost host = new(new SourceFrameStore([new MemoryPages(MemoryPages.Of(1, 2))]));
        Assert.Throws<NotSupportedException>(() => host.Save(new MemoryStream()));
        Assert.Throws<NotSupportedException>(host.Fork);
        Assert.Throws<NotSupportedException>(() => host.CreateBackingStore(1));
        Assert.Throws<NotSupportedException>(() => host.Guests[0].TryFill(default, PageToken.Zero));
        Assert.True(host.Guests[0].TryGetToken(new GuestFrameNumber(1), out PageToken token));
        Assert.Equal(new PageToken(2), token);
    }

    [Fact]
    public void A_disposed_host_is_not_saved()
    {
        PageHost host = Saved.BusyHost(tokens: true);
        using PageHost other = Saved.BusyHost(tokens: true);
        host.Dispose();
        other.Guests[0].DirtyLog.Dispose();
        Assert.Throws<ObjectDisposedException>(() => host.Save(new MemoryStream()));
        Assert.Throws<ObjectDisposedException>(host.Fork);
        Assert.Throws<ObjectDisposedException>(() => host.CreateBackingStore(1));
        Assert.Throws<ObjectDisposedException>(() => other.Save(new MemoryStream()));
        Assert.Throws<ObjectDisposedException>(other.Fork);
    }

    [Fact]
    public void A_stream_that_fails_leaves_the_host_as_it_was()
    {
        using PageHost host = Saved.BusyHost(tokens: true);
        byte[] before = Saved.BytesOf(host);
        Assert.Throws<NotSupportedException>(() => host.Save(new MemoryStream(new byte[100])));
        Assert.Equal(before, Saved.BytesOf(host));
        host.CheckInvariants();
    }

    private static void AssertEqual(GuestMemory expected, GuestMemory actual)
    {
        Assert.Equal(
            (expected.Name, expected.PageCount, expected.Domain, expected.IsMergeable),
            (actual.Name, actual.PageCount, actual.Domain, actual.IsMergeable));
        Assert.Equal((expected.MappedPages, expected.SharedZeroPages), (actual.MappedPages, actual.SharedZeroPages));
        Assert.Equal(expected.DirtyLog.Mode, actual.DirtyLog.Mode);
        for (ulong page = 0; page < expected.PageCount; page++)
        {
            GuestFrameNumber number = new(page);
            Assert.Equal(expected.ReadPage(page), actual.ReadPage(page));
            Assert.Equal(expected.MappingOf(number), actual.MappingOf(number));
            Assert.Equal(
                expected.TryGetFrame(number, out FrameNumber one) ? one : null,
                actual.TryGetFrame(number, out FrameNumber two) ? two : (FrameNumber?)null);
        }
    }

    /// <summary>A stream that cannot seek and gives a few bytes at a time, as a socket does.</summary>
    private sealed class SlowStream(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            inner.Read(buffer, offset, Math.Min(count, 7));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
