using FsCheck.Xunit;

namespace PageEngine.Tests.Frames;

public sealed class PageTokenTests
{
    [Property]
    public void A_page_is_recognised_by_its_bytes_and_by_nothing_less(ulong value, ushort position)
    {
        PageToken token = new(value & PageToken.MaxValue);
        byte[] page = new byte[Page.Size];
        token.Expand(page);
        Assert.True(PageToken.TryRecognize(page, out PageToken found));
        Assert.Equal(token, found);
        page[position % Page.Size] ^= 1;
        Assert.False(PageToken.TryRecognize(page, out _));
    }

    [Fact]
    public void Token_zero_is_the_page_of_zeros()
    {
        byte[] page = new byte[Page.Size];
        page.AsSpan().Fill(1);
        PageToken.Zero.Expand(page);
        Assert.True(PageContent.IsZero(page));
    }

    [Fact]
    public void A_page_written_byte_by_byte_takes_the_token_that_names_it()
    {
        using PageHost host = new(new TokenFrameStore(ByteSize.FromPages(4)), new SharingOptions { CleanScans = 0 });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(4));
        TokenFrameStore store = (TokenFrameStore)host.Store;
        byte[] page = new byte[Page.Size];
        new PageToken(77).Expand(page);
        for (int offset = 0; offset < Page.Size; offset += 64)
        {
            guest.Write((ulong)offset, page.AsSpan(offset, 64));
        }

        Assert.Equal(0, store.LiteralPageCount);
        guest.Write(new GuestFrameNumber(1), new PageToken(77));
        Assert.Equal(1UL, host.Sharer.ScanOnce().PagesSharing);
    }

    [Fact]
    public void Literal_pages_are_kept_once_and_only_while_a_frame_holds_them()
    {
        using PageHost host = new(new TokenFrameStore(ByteSize.FromPages(8)));
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(8));
        TokenFrameStore store = (TokenFrameStore)host.Store;
        for (ulong page = 0; page < 8; page++)
        {
            guest.Write((page << Page.Shift) + 100, [(byte)(page / 4 + 1)]);
        }

        Assert.Equal(2, store.LiteralPageCount);
        guest.Discard(PageRange.Between(0, 4));
        Assert.Equal(1, store.LiteralPageCount);
        guest.Dispose();
        Assert.Equal(0, store.LiteralPageCount);
    }
}
