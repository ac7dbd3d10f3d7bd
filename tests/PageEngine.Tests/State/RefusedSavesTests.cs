using FsCheck.Xunit;

namespace PageEngine.Tests;

/// <summary>Damaged, cut and hostile saves: refused with one kind of exception, or harmless.</summary>
public sealed class RefusedSavesTests
{
    private const int FramesAt = 17;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_save_that_is_cut_is_refused_wherever_it_is_cut(bool tokens)
    {
        using PageHost host = Saved.BusyHost(tokens);
        byte[] bytes = Saved.BytesOf(host);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Saved.Restore(bytes[..length]));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_save_with_one_wrong_bit_is_refused(bool tokens)
    {
        using PageHost host = Saved.BusyHost(tokens);
        byte[] bytes = Saved.BytesOf(host);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= (byte)(1 << (i % 8));
            Assert.Throws<InvalidDataException>(() => Saved.Restore(damaged));
        }
    }

    [Property(MaxTest = 1500, EndSize = 1_000_000_000)]
    public void A_hostile_save_is_refused_or_makes_a_host_whose_books_are_right(ulong seed)
    {
        Seeded random = new(seed);
        using PageHost host = Saved.BusyHost(random.OneIn(2), seed % 8);
        byte[] bytes = Saved.BytesOf(host);
        for (int changes = 1 + random.Below(3); changes > 0; changes--)
        {
            bytes[16 + random.Below(bytes.Length - 28)] = random.Pick((byte)random.Next(), (byte)0, (byte)1, (byte)255);
        }

        PageHost restored;
        try
        {
            restored = PageHost.Restore(
                new MemoryStream(Saved.Seal(bytes)),
                new PageHostRestoreOptions { MaxReservation = ByteSize.FromMiB(64) });
        }
        catch (InvalidDataException)
        {
            return;
        }

        using (restored)
        {
            Use(restored, random);
        }
    }

    [Fact]
    public void What_is_no_save_or_of_another_version_is_named()
    {
        byte[] bytes = Saved.BytesOf(Saved.BusyHost(tokens: true));
        byte[] other = [.. bytes];
        other[8] = 2;
        Assert.Contains("does not begin", MessageOf(new byte[100]), StringComparison.Ordinal);
        Assert.Contains("version 2", MessageOf(Saved.Seal(other)), StringComparison.Ordinal);
        Assert.Contains("too early", MessageOf(bytes[..^20]), StringComparison.Ordinal);
        bytes[^1] ^= 1;
        Assert.Contains("checksum", MessageOf(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_save_that_asks_for_more_than_the_limit_is_refused_before_memory_is_taken()
    {
        using PageHost host = new(new TokenFrameStore(ByteSize.FromGiB(64)));
        byte[] bytes = Saved.BytesOf(host);
        PageHostRestoreOptions small = new() { MaxReservation = ByteSize.FromMiB(512) };
        InvalidDataException error =
            Assert.Throws<InvalidDataException>(() => PageHost.Restore(new MemoryStream(bytes), small));
        Assert.Contains("limit", error.Message, StringComparison.Ordinal);
        PageHost.Restore(new MemoryStream(bytes), small with { MaxReservation = ByteSize.FromGiB(1) }).Dispose();
    }

    [Fact]
    public void Few_bytes_that_name_very_much_make_no_large_objects()
    {
        using PageHost host = Saved.BusyHost(tokens: true);
        byte[] bytes = Saved.BytesOf(host);
        Assert.Equal(64, bytes[FramesAt]);
        PageHostRestoreOptions limit = new() { MaxReservation = ByteSize.FromMiB(1) };
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = FramesAt - 1; i < 200; i++)
        {
            byte[] hostile = [.. bytes[..i], 0xFF, 0xFF, 0xFF, 0xFF, 0x07, .. bytes[(i + 1)..]];
            Assert.Throws<InvalidDataException>(() => PageHost.Restore(new MemoryStream(hostile), limit));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200 * (1 << 20));
    }

    private static string MessageOf(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => Saved.Restore(bytes)).Message;

    private static void Use(PageHost host, Seeded random)
    {
        host.CheckInvariants();
        foreach (GuestMemory guest in host.Guests)
        {
            for (ulong page = 0; page < Math.Min(guest.PageCount, 100); page++)
            {
                guest.ReadPage(page);
                guest.TryWrite(new GuestFrameNumber(page), new PageToken((ulong)random.Below(4)));
            }

            if (random.OneIn(2))
            {
                guest.Discard(new PageRange(default, Math.Min(guest.PageCount, 30)));
            }
        }

        host.Sharer.ScanOnce(1 + random.Below(2));
        host.CheckInvariants();
        Assert.Equal(Saved.BytesOf(host), Saved.BytesOf(Saved.Twin(host)));
    }
}
