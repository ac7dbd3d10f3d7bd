namespace PageEngine.Migration.Tests;

/// <summary>Which pages a sender of deltas still has.</summary>
public sealed class XbzrleCacheTests
{
    [Fact]
    public void An_entry_in_use_keeps_its_slot_for_two_rounds()
    {
        XbzrleCache cache = new(5);
        Assert.Equal(4, cache.SlotCount);
        Assert.False(cache.Visit(new GuestFrameNumber(1), out int slot));
        Assert.Equal(1, slot);
        Assert.True(cache.Visit(new GuestFrameNumber(1), out slot));
        cache.StartRound();
        Assert.False(cache.Visit(new GuestFrameNumber(5), out slot));
        Assert.Equal(-1, slot);
        cache.StartRound();
        Assert.False(cache.Visit(new GuestFrameNumber(5), out slot));
        Assert.Equal(1, slot);
        Assert.False(cache.Visit(new GuestFrameNumber(1), out _));
    }

    [Fact]
    public void A_cache_is_made_as_it_was()
    {
        XbzrleCache cache = new(8);
        cache.Visit(new GuestFrameNumber(3), out _);
        cache.StartRound();
        cache.Visit(new GuestFrameNumber(12), out _);
        XbzrleCache copy = new(cache.Pages, cache.Ages, cache.Round);
        Assert.True(copy.Visit(new GuestFrameNumber(12), out _));
        Assert.True(copy.Visit(new GuestFrameNumber(3), out _));
        Assert.Throws<ArgumentException>(() => new XbzrleCache([1, 0], [0, 0], 0));
        Assert.Throws<ArgumentException>(() => new XbzrleCache([0], [0, 0], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new XbzrleCache(0));
    }
}
