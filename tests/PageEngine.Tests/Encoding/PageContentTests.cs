using System.Buffers.Binary;
using FsCheck.Xunit;

namespace PageEngine.Tests;

public sealed class PageContentTests
{
    [Fact]
    public void A_byte_anywhere_makes_a_page_not_zero()
    {
        byte[] page = new byte[Page.Size];
        Assert.True(PageContent.IsZero(page));
        for (int i = 0; i < page.Length; i++)
        {
            page[i] = (byte)(1 << (i % 8));
            Assert.False(PageContent.IsZero(page));
            page[i] = 0;
        }
    }

    [Fact]
    public void Blocks_of_any_length_and_start_are_seen_whole_and_no_further()
    {
        byte[] block = new byte[300];
        for (int start = 0; start < 65; start++)
        {
            for (int length = 0; length <= 200; length++)
            {
                Array.Clear(block);
                block.AsSpan(0, start).Fill(0xff);
                block.AsSpan(start + length).Fill(0xff);
                Assert.True(PageContent.IsZero(block.AsSpan(start, length)));
                Assert.Equal(length == 0, PageContent.IsZero(block.AsSpan(start, length + 1)) || length == 0);
            }
        }
    }

    [Fact]
    public void A_byte_anywhere_breaks_a_pattern()
    {
        byte[] page = new byte[Page.Size];
        foreach (ulong expected in new ulong[] { 0, 1, ulong.MaxValue, 0x0123_4567_89ab_cdef })
        {
            PageContent.Fill(page, expected);
            Assert.True(PageContent.TryGetPattern(page, out ulong pattern));
            Assert.Equal(expected, pattern);
            for (int i = 0; i < page.Length; i++)
            {
                page[i] ^= 0x10;
                Assert.False(PageContent.TryGetPattern(page, out pattern));
                Assert.Equal(0UL, pattern);
                page[i] ^= 0x10;
            }
        }
    }

    [Fact]
    public void A_shorter_pattern_counts_and_a_longer_one_does_not()
    {
        byte[] page = new byte[Page.Size];
        for (int period = 1; period <= 32; period++)
        {
            for (int i = 0; i < page.Length; i++)
            {
                page[i] = (byte)(i % period + 1);
            }

            Assert.Equal(8 % period == 0, PageContent.TryGetPattern(page, out _));
        }
    }

    [Property]
    public void Fill_writes_what_a_loop_writes_and_TryGetPattern_reads_it(ulong pattern, byte size)
    {
        byte[] block = new byte[(size + 1) * PageContent.PatternSize];
        byte[] expected = new byte[block.Length];
        for (int i = 0; i < expected.Length; i += PageContent.PatternSize)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(expected.AsSpan(i), pattern);
        }

        PageContent.Fill(block, pattern);
        Assert.Equal(expected, block);
        Assert.True(PageContent.TryGetPattern(block, out ulong found));
        Assert.Equal(pattern, found);
        Assert.Equal(pattern == 0, PageContent.IsZero(block));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(4095)]
    public void Blocks_that_are_not_whole_patterns_are_refused(int length)
    {
        byte[] block = new byte[length];
        Assert.Throws<ArgumentException>(() => PageContent.TryGetPattern(block, out _));
        Assert.Throws<ArgumentException>(() => PageContent.Fill(block, 1));
    }

    [Property]
    public void CountDifferentBytes_counts_what_a_loop_counts(ulong seed, ushort length)
    {
        Seeded random = new(seed);
        byte[] left = random.Bytes(length % 9000);
        byte[] right = [.. left];
        for (int i = 0; i < right.Length; i += 1 + random.Below(40))
        {
            right[i] ^= (byte)random.Next();
        }

        int expected = left.Where((value, at) => value != right[at]).Count();
        Assert.Equal(expected, PageContent.CountDifferentBytes(left, right));
    }

    [Fact]
    public void Blocks_of_different_length_have_no_count_of_different_bytes() =>
        Assert.Throws<ArgumentException>(() => PageContent.CountDifferentBytes(new byte[8], new byte[9]));
}
