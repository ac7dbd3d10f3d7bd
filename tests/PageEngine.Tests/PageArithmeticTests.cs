namespace PageEngine.Tests;

public sealed class PageArithmeticTests
{
    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(1UL, 1UL)]
    [InlineData(4096UL, 1UL)]
    [InlineData(4097UL, 2UL)]
    [InlineData(ulong.MaxValue, 1UL << 52)]
    public void CountFor_counts_the_last_page_even_when_it_is_not_full(ulong bytes, ulong pages) =>
        Assert.Equal(pages, Page.CountFor(bytes));

    [Fact]
    public void A_range_contains_its_first_page_and_not_its_end()
    {
        PageRange range = PageRange.Between(3, 5);
        Assert.False(range.Contains(new GuestFrameNumber(2)));
        Assert.True(range.Contains(new GuestFrameNumber(3)));
        Assert.True(range.Contains(new GuestFrameNumber(4)));
        Assert.False(range.Contains(new GuestFrameNumber(5)));
    }

    [Fact]
    public void Sizes_are_written_in_the_unit_that_people_would_use()
    {
        Assert.Equal("1.5 GiB", ByteSize.FromMiB(1536).ToString());
        Assert.Equal("0 B", default(ByteSize).ToString());
        Assert.Equal(16384UL, ByteSize.FromMiB(64).Pages);
        Assert.Throws<OverflowException>(() => ByteSize.FromTiB(1UL << 24));
    }
}
