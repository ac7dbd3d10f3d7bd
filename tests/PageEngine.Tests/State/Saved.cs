using System.Buffers.Binary;
using System.IO.Hashing;

namespace PageEngine.Tests;

/// <summary>Saved hosts as arrays of bytes.</summary>
internal static class Saved
{
    internal static byte[] BytesOf(PageHost host)
    {
        using MemoryStream stream = new();
        host.Save(stream);
        return stream.ToArray();
    }

    internal static PageHost Restore(byte[] bytes) => PageHost.Restore(new MemoryStream(bytes));

    internal static PageHost Twin(PageHost host) => Restore(BytesOf(host));

    /// <summary>Gives changed bytes a right checksum, as somebody would who means harm.</summary>
    internal static byte[] Seal(byte[] bytes)
    {
        const int TailSize = sizeof(uint) + sizeof(ulong);
        ulong checksum = XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - TailSize));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - sizeof(ulong)), checksum);
        return bytes;
    }

    /// <summary>A small host with everything in it that a save holds; few bytes of it are content.</summary>
    internal static PageHost BusyHost(bool tokens, ulong seed = 1)
    {
        Seeded random = new(seed);
        ByteSize size = ByteSize.FromPages(64);
        PageHost host = new(
            tokens ? new TokenFrameStore(size, new FrameStoreOptions { NumaNodes = 2 }) : new ByteFrameStore(size),
            new SharingOptions { CleanScans = 0, MaxSharers = 2, UseZeroPages = true, SmartScan = true });
        GuestMemory web = host.AddGuest("web", ByteSize.FromPages(70));
        GuestMemory gone = host.AddGuest("gone", ByteSize.FromPages(3));
        GuestMemory db = host.AddGuest(
            "db \ud800",
            ByteSize.FromPages(20),
            new GuestOptions { Domain = new(3), DirtyLogMode = DirtyLogMode.Concurrent });
        DirtyCursor cursor = web.DirtyLog.OpenCursor(startDirty: true);
        db.DirtyLog.OpenCursor();
        host.Sharer.Hints.Add(gone, new PageRange(default, 2));
        host.Sharer.Hints.Add(db, new PageRange(default, 2));
        gone.Dispose();
        web.FillPages(0, 9, new PageToken(7));
        web.FillPages(12, 4, PageToken.Zero);
        db.FillPages(0, 4, new PageToken(7));
        web.Write(20 * Page.Size, random.Bytes(20));
        web.Write((30 * Page.Size) + 5, [.. Enumerable.Repeat((byte)0xA5, 2 * Page.Size)]);
        host.Sharer.Scan(30, workers: 2);
        cursor.Harvest(new PageRange[1]);
        web.FillPages(0, 1, new PageToken(9));
        db.FillPages(1, 1, new PageToken(9));
        BackingStore swap = host.CreateBackingStore(70);
        web.TryMoveOut(new GuestFrameNumber(20), swap, out _);
        web.TryMoveOut(new GuestFrameNumber(1), swap, out _);
        swap.TryTake(out uint slot);
        swap.Free(slot);
        host.Sharer.Hints.Add(web, new PageRange(default, 2));
        return host;
    }
}
