using FsCheck.Xunit;

namespace PageEngine.Tests;

/// <summary>Case M10: the vectors of QEMU's own test of its encoder, and properties against naive twins.</summary>
public sealed class XbzrleTests
{
    private static readonly byte[] OldBytes =
        Convert.FromHexString("05060708090a0b0c0d0e0f101112136800006b006d");

    private static readonly byte[] NewBytes =
        Convert.FromHexString("0102030405060708090a0b0c0d0e0f680000670069");

    [Fact]
    public void M10_changes_behind_1001_zero_bytes_take_24_bytes()
    {
        byte[] oldPage = new byte[Page.Size];
        byte[] newPage = new byte[Page.Size];
        OldBytes.CopyTo(oldPage, 1001);
        NewBytes.CopyTo(newPage, 1001);
        byte[] delta = new byte[Page.Size];

        Assert.True(Xbzrle.TryEncode(oldPage, newPage, delta, out int written));
        Assert.Equal(24, written);
        string hex = Convert.ToHexStringLower(delta.AsSpan(0, written));
        Assert.Equal("e9070f0102030405060708090a0b0c0d0e0f030167010169", hex);
        Assert.Equal(24, Xbzrle.EncodedSize(oldPage, newPage));
        Assert.True(Xbzrle.TryApply(delta.AsSpan(0, written), oldPage));
        Assert.Equal(newPage, oldPage);
    }

    [Fact]
    public void M10_equal_pages_have_an_empty_delta()
    {
        byte[] page = Samples.Random(new Random(3));
        Assert.True(Xbzrle.TryEncode(page, page.ToArray(), [], out int written));
        Assert.Equal(0, written);
        Assert.Equal(0, Xbzrle.EncodedSize(page, page.ToArray()));
        Assert.True(Xbzrle.TryApply([], page));
    }

    [Fact]
    public void M10_a_change_of_the_last_byte_takes_4_bytes()
    {
        byte[] oldPage = new byte[Page.Size];
        byte[] newPage = new byte[Page.Size];
        newPage[^1] = 0x5a;
        byte[] delta = new byte[4];
        Assert.True(Xbzrle.TryEncode(oldPage, newPage, delta, out int written));
        Assert.Equal(4, written);
        Assert.Equal(new byte[] { 0xff, 0x1f, 0x01, 0x5a }, delta);
    }

    [Fact]
    public void M10_a_change_of_every_second_byte_does_not_fit()
    {
        byte[] oldPage = new byte[Page.Size];
        byte[] newPage = new byte[Page.Size];
        for (int i = 0; i < Page.Size; i += 2)
        {
            newPage[i] = 1;
        }

        Assert.False(Xbzrle.TryEncode(oldPage, newPage, new byte[Page.Size], out int written));
        Assert.Equal(0, written);
        Assert.Equal(3 * Page.Size / 2, Xbzrle.EncodedSize(oldPage, newPage));
    }

    [Fact]
    public void M10_ten_thousand_random_changes_come_back_and_equal_a_naive_encoder()
    {
        Random random = new(4);
        byte[] delta = new byte[2 * Page.Size];
        for (int round = 0; round < 10_000; round++)
        {
            byte[] oldPage = Samples.Random(random);
            byte[] newPage = Samples.Change(random, oldPage);
            byte[] expected = NaiveEncode(oldPage, newPage);

            Assert.True(Xbzrle.TryEncode(oldPage, newPage, delta, out int written));
            Assert.Equal(expected, delta.AsSpan(0, written));
            Assert.Equal(written, Xbzrle.EncodedSize(oldPage, newPage));
            Assert.True(Xbzrle.TryApply(delta.AsSpan(0, written), oldPage));
            Assert.Equal(newPage, oldPage);
        }
    }

    [Fact]
    public void A_delta_fits_exactly_its_own_size_and_nothing_shorter()
    {
        Random random = new(5);
        for (int round = 0; round < 500; round++)
        {
            byte[] oldPage = Samples.Random(random);
            byte[] newPage = Samples.Change(random, oldPage);
            int size = Xbzrle.EncodedSize(oldPage, newPage);
            Assert.True(Xbzrle.TryEncode(oldPage, newPage, new byte[size], out int written));
            Assert.Equal(size, written);
            if (size > 0)
            {
                Assert.False(Xbzrle.TryEncode(oldPage, newPage, new byte[size - 1], out written));
                Assert.Equal(0, written);
                Assert.False(Xbzrle.TryEncode(oldPage, newPage, new byte[random.Next(size)], out _));
            }
        }
    }

    [Fact]
    public void One_run_of_any_place_and_length_comes_back_with_lengths_of_one_and_two_bytes()
    {
        byte[] delta = new byte[300];
        for (int length = 1; length <= 280; length++)
        {
            byte[] newPage = new byte[length];
            for (int start = 0; start < length; start++)
            {
                int count = Math.Min(length - start, 1 + (start * 7 % 140));
                Array.Clear(newPage);
                newPage.AsSpan(start, count).Fill(1);
                byte[] page = new byte[length];
                Assert.True(Xbzrle.TryEncode(page, newPage, delta, out int written));
                Assert.Equal((start < 128 ? 1 : 2) + (count < 128 ? 1 : 2) + count, written);
                Assert.True(Xbzrle.TryApply(delta.AsSpan(0, written), page));
                Assert.Equal(newPage, page);
            }
        }
    }

    [Property]
    public void Blocks_of_any_length_come_back(byte[] oldBlock, byte[] changes)
    {
        byte[] newBlock = [.. oldBlock];
        for (int i = 0; i < Math.Min(oldBlock.Length, changes.Length); i++)
        {
            newBlock[i] ^= (byte)(changes[i] & 1);
        }

        byte[] delta = new byte[Xbzrle.EncodedSize(oldBlock, newBlock)];
        Assert.True(Xbzrle.TryEncode(oldBlock, newBlock, delta, out _));
        Assert.Equal(NaiveEncode(oldBlock, newBlock), delta);
        Assert.True(Xbzrle.TryApply(delta, oldBlock));
        Assert.Equal(newBlock, oldBlock);
    }

    [Theory]
    [InlineData("05", "the second length is missing")]
    [InlineData("0500", "a run of no bytes")]
    [InlineData("0502aa", "a byte is missing")]
    [InlineData("0501aa0001bb", "an empty gap behind the first pair")]
    [InlineData("0501aa800001bb", "an empty gap of two bytes behind the first pair")]
    [InlineData("85", "a length of two bytes that ends after one")]
    [InlineData("858001aa", "a length of three bytes")]
    [InlineData("802001aa", "a gap that ends at the page's end")]
    [InlineData("812001aa", "a gap that ends behind the page's end")]
    [InlineData("ff1f02aabb", "a run that ends behind the page's end")]
    [InlineData("0501aa05", "a gap without a run at the end")]
    [InlineData("0501aa05fe", "a run whose length is cut off")]
    public void A_malformed_delta_is_refused_and_leaves_the_page_as_it_was(string delta, string reason)
    {
        byte[] page = Samples.Random(new Random(6));
        byte[] before = [.. page];
        Assert.False(Xbzrle.TryApply(Convert.FromHexString(delta), page), reason);
        Assert.Equal(before, page);
    }

    [Fact]
    public void A_length_may_take_two_bytes_where_one_would_do_as_in_QEMU()
    {
        byte[] page = new byte[Page.Size];
        Assert.True(Xbzrle.TryApply(Convert.FromHexString("85008100aa"), page));
        Assert.Equal(0xaa, page[5]);
    }

    [Fact]
    public void Hostile_deltas_never_throw_and_change_a_page_as_a_naive_decoder_does_or_not_at_all()
    {
        Random random = new(7);
        byte[] buffer = new byte[2 * Page.Size];
        int accepted = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] page = Samples.Random(random);
            int size;
            if (round % 2 == 0)
            {
                size = random.Next(0, 40);
                random.NextBytes(buffer.AsSpan(0, size));
            }
            else
            {
                Assert.True(Xbzrle.TryEncode(page, Samples.Change(random, page), buffer, out size));
                size = Samples.Mutate(random, buffer, size);
            }

            byte[] expected = [.. page];
            bool isValid = NaiveApply(buffer.AsSpan(0, size), expected);
            Assert.Equal(isValid, Xbzrle.TryApply(buffer.AsSpan(0, size), page));
            Assert.Equal(expected, page);
            accepted += isValid ? 1 : 0;
        }

        Assert.InRange(accepted, 1_000, 19_000);
    }

    [Fact]
    public void Pages_that_cannot_be_compared_are_refused()
    {
        byte[] tooLong = new byte[Xbzrle.MaxBlockSize + 1];
        Assert.Throws<ArgumentException>(() => Xbzrle.TryEncode(new byte[1], new byte[2], new byte[9], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Xbzrle.EncodedSize(tooLong, tooLong));
        byte[] longest = new byte[Xbzrle.MaxBlockSize];
        byte[] changed = new byte[Xbzrle.MaxBlockSize];
        changed[^1] = 1;
        Assert.Equal(4, Xbzrle.EncodedSize(longest, changed));
        Array.Fill(changed, (byte)1);
        Assert.Equal(1 + 2 + Xbzrle.MaxBlockSize, Xbzrle.EncodedSize(longest, changed));
    }

    [Fact]
    public void Encoding_and_applying_allocate_nothing()
    {
        Random random = new(8);
        byte[] oldPage = Samples.Random(random);
        byte[] newPage = Samples.Change(random, oldPage);
        byte[] delta = new byte[2 * Page.Size];
        long sum = 0;
        long allocated = Samples.AllocatedBy(200, () =>
        {
            sum += Xbzrle.EncodedSize(oldPage, newPage);
            sum += Xbzrle.TryEncode(oldPage, newPage, delta, out int written) ? written : 0;
            sum += Xbzrle.TryApply(delta.AsSpan(0, written), newPage) ? 1 : 0;
        });
        Assert.Equal(0, allocated);
        Assert.True(sum > 0);
    }

    private static byte[] NaiveEncode(ReadOnlySpan<byte> oldPage, ReadOnlySpan<byte> newPage)
    {
        List<byte> delta = [];
        int i = 0;
        while (i < newPage.Length)
        {
            int gap = i;
            while (i < newPage.Length && oldPage[i] == newPage[i])
            {
                i++;
            }

            if (i == newPage.Length)
            {
                break;
            }

            int start = i;
            while (i < newPage.Length && oldPage[i] != newPage[i])
            {
                i++;
            }

            Append(start - gap);
            Append(i - start);
            delta.AddRange(newPage[start..i]);
        }

        return [.. delta];

        void Append(int value)
        {
            for (; value >= 128; value >>= 7)
            {
                delta.Add((byte)(value | 128));
            }

            delta.Add((byte)value);
        }
    }

    private static bool NaiveApply(ReadOnlySpan<byte> delta, byte[] page)
    {
        byte[] result = [.. page];
        int position = 0;
        for (int i = 0; i < delta.Length;)
        {
            bool first = i == 0;
            int gap = Read(delta, ref i);
            int length = gap < 0 || (gap == 0 && !first) ? -1 : Read(delta, ref i);
            if (length <= 0 || i + length > delta.Length || position + gap + length > page.Length)
            {
                return false;
            }

            for (position += gap; length > 0; length--)
            {
                result[position++] = delta[i++];
            }
        }

        result.CopyTo(page, 0);
        return true;

        static int Read(ReadOnlySpan<byte> delta, ref int i)
        {
            if (i >= delta.Length)
            {
                return -1;
            }

            int low = delta[i++];
            if (low < 128)
            {
                return low;
            }

            return i >= delta.Length || delta[i] >= 128 ? -1 : (low & 127) + (delta[i++] * 128);
        }
    }
}
