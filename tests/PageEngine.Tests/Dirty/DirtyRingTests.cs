using System.Runtime.InteropServices;
using FsCheck.Xunit;
using static PageEngine.Tests.DirtySamples;

namespace PageEngine.Tests;

public sealed class DirtyRingTests
{
    [Property]
    public void A_ring_does_what_two_queues_do(byte size, (byte Action, ushort Count)[] history)
    {
        int capacity = 1 << (size % 7);
        int reserve = size % capacity;
        using DirtyRing ring = new(capacity, reserve);
        Queue<ulong> dirty = [];
        int harvested = 0;
        ulong next = 0;
        foreach ((byte action, ushort count) in history)
        {
            switch (action % 4)
            {
                case 0 or 1:
                    int used = dirty.Count + harvested;
                    DirtyRingPush expected = used == capacity ? DirtyRingPush.Full
                        : used + 1 >= capacity - reserve ? DirtyRingPush.SoftFull : DirtyRingPush.Pushed;
                    Assert.Equal(expected, ring.TryPush(Gfn(next)));
                    if (expected != DirtyRingPush.Full)
                    {
                        dirty.Enqueue(next++);
                    }

                    break;
                case 2:
                    GuestFrameNumber[] room = new GuestFrameNumber[count % 5];
                    int taken = ring.Harvest(room);
                    Assert.Equal(Math.Min(room.Length, dirty.Count), taken);
                    Assert.All(room[..taken], page => Assert.Equal(dirty.Dequeue(), page.Value));
                    harvested += taken;
                    break;
                case 3:
                    Assert.Equal(harvested, ring.Reset());
                    harvested = 0;
                    break;
            }

            Assert.Equal(dirty.Count + harvested, ring.Count);
            Assert.Equal(ring.Count >= ring.SoftLimit, ring.IsSoftFull);
        }
    }

    [Fact]
    public void A_full_ring_refuses_and_keeps_what_it_has()
    {
        using DirtyRing ring = new(4, reserve: 1);
        Assert.Equal(DirtyRingPush.Pushed, ring.TryPush(Gfn(0)));
        Assert.Equal(DirtyRingPush.Pushed, ring.TryPush(Gfn(DirtyBitmap.MaxPageCount - 1)));
        Assert.Equal(DirtyRingPush.SoftFull, ring.TryPush(Gfn(2)));
        Assert.True(ring.IsSoftFull);
        Assert.Equal(DirtyRingPush.SoftFull, ring.TryPush(Gfn(3)));
        Assert.Equal(DirtyRingPush.Full, ring.TryPush(Gfn(4)));
        GuestFrameNumber[] pages = new GuestFrameNumber[8];
        Assert.Equal(4, ring.Harvest(pages));
        Assert.Equal([Gfn(0), Gfn(DirtyBitmap.MaxPageCount - 1), Gfn(2), Gfn(3)], pages[..4]);
    }

    [Fact]
    public void What_is_harvested_takes_room_until_it_is_reset()
    {
        using DirtyRing ring = new(2, reserve: 0);
        ring.TryPush(Gfn(1));
        ring.TryPush(Gfn(2));
        GuestFrameNumber[] pages = new GuestFrameNumber[2];
        Assert.Equal(1, ring.Harvest(pages.AsSpan(0, 1)));
        Assert.Equal(DirtyRingPush.Full, ring.TryPush(Gfn(3)));
        Assert.Equal(1, ring.Reset());
        Assert.Equal(DirtyRingPush.SoftFull, ring.TryPush(Gfn(3)));
        Assert.Equal(2, ring.Harvest(pages));
        Assert.Equal([Gfn(2), Gfn(3)], pages);
        Assert.Equal(0, ring.Harvest(pages));
        Assert.Equal(2, ring.Reset());
        Assert.Equal(0, ring.Reset());
        Assert.Equal(0, ring.Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-4, 0)]
    [InlineData(3, 0)]
    [InlineData(2 * DirtyRing.MaxCapacity, 0)]
    [InlineData(64, 64)]
    [InlineData(64, -1)]
    public void Sizes_that_no_ring_can_have_are_refused(int capacity, int reserve) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DirtyRing(capacity, reserve));

    [Fact]
    public void A_page_that_no_guest_can_have_is_refused()
    {
        using DirtyRing ring = new(128);
        Assert.Equal(64, ring.SoftLimit);
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryPush(Gfn(DirtyBitmap.MaxPageCount)));
        Assert.Equal(0, ring.Count);
    }

    [Fact]
    public void A_disposed_ring_refuses_to_be_used()
    {
        DirtyRing ring = new(128);
        ring.Dispose();
        ring.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ring.TryPush(Gfn(0)));
        Assert.Throws<ObjectDisposedException>(() => ring.Harvest(new GuestFrameNumber[1]));
        Assert.Throws<ObjectDisposedException>(() => ring.Reset());
    }

    [Theory]
    [InlineData(nameof(DirtyRingIndexes.Dirty), 1)]
    [InlineData(nameof(DirtyRingIndexes.Reset), 2)]
    [InlineData(nameof(DirtyRingIndexes.Fetch), 3)]
    public void Each_position_has_cache_lines_of_its_own(string field, int place)
    {
        Assert.Equal(place * DirtyRingIndexes.PaddingBytes, (int)Marshal.OffsetOf<DirtyRingIndexes>(field));
        Assert.Equal(4 * DirtyRingIndexes.PaddingBytes, Marshal.SizeOf<DirtyRingIndexes>());
    }

    [Fact]
    public void A_vcpu_and_a_reader_on_two_threads_lose_no_page_and_read_its_bytes()
    {
        const int Pushes = 200_000;
        using DirtyRing ring = new(64, reserve: 8);
        long[] bytes = new long[1_000];
        Thread vcpu = new(() =>
        {
            SpinWait spin = default;
            for (int write = 0; write < Pushes; write++)
            {
                bytes[write % bytes.Length] = write;
                while (ring.IsSoftFull || ring.TryPush(Gfn((ulong)(write % bytes.Length))) == DirtyRingPush.Full)
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                }
            }
        });
        vcpu.Start();
        GuestFrameNumber[] room = new GuestFrameNumber[7];
        bool inOrder = true;
        bool bytesSeen = true;
        SpinWait idle = default;
        for (int write = 0; write < Pushes;)
        {
            int count = ring.Harvest(room);
            foreach (GuestFrameNumber page in room.AsSpan(0, count))
            {
                inOrder &= page.Value == (ulong)(write % bytes.Length);
                bytesSeen &= Volatile.Read(ref bytes[page.Value]) >= write;
                write++;
            }

            if (ring.Reset() == 0)
            {
                idle.SpinOnce(sleep1Threshold: -1);
            }
        }

        vcpu.Join();
        Assert.True(inOrder, "pages come in the order of writing");
        Assert.True(bytesSeen, "the bytes stored before a push are seen");
        Assert.Equal(0, ring.Count);
    }
}
