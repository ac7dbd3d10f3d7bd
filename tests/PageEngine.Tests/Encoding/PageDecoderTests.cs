using System.IO.Hashing;

namespace PageEngine.Tests;

public sealed class PageDecoderTests
{
    [Fact]
    public void Hostile_payloads_never_throw_and_a_refused_page_is_untouched()
    {
        Random random = new(31);
        byte[] held = Samples.Random(random);
        using ZstandardPageCompressor zstandard = new();
        using PageDecoder decoder = new(new HeldPages(held));
        PageEncoder[] encoders =
        [
            new(), new(new() { Compressor = zstandard }), new(new() { Compressor = new Lz4PageCompressor() }),
        ];
        byte[] payload = new byte[2 * Page.Size];
        int refused = 0;
        for (int round = 0; round < 6_000; round++)
        {
            byte[] previous = Samples.Text(random);
            PageEncoding encoding = (PageEncoding)random.Next(-1, 9);
            int size;
            if (round % 3 == 0)
            {
                size = random.Next(0, 60);
                random.NextBytes(payload.AsSpan(0, size));
            }
            else
            {
                byte[] page = Samples.Change(random, previous);
                byte[] old = round % 2 == 0 ? [] : previous;
                PageEncoding written = encoders[round % 3].Encode(page, old, payload, out size);
                encoding = random.Next(8) == 0 ? encoding : written;
                size = Samples.Mutate(random, payload, size);
            }

            byte[] guarded = new byte[Page.Size + 128];
            previous.CopyTo(guarded, 64);
            if (!decoder.TryDecode(encoding, payload.AsSpan(0, size), guarded.AsSpan(64, Page.Size)))
            {
                Assert.Equal(previous, guarded.AsSpan(64, Page.Size));
                refused++;
            }

            Assert.True(PageContent.IsZero(guarded.AsSpan(0, 64)), $"round {round}");
            Assert.True(PageContent.IsZero(guarded.AsSpan(64 + Page.Size)), $"round {round}");
        }

        Assert.InRange(refused, 2_000, 5_900);
    }

    [Theory]
    [InlineData(PageEncoding.Raw, 4095)]
    [InlineData(PageEncoding.Raw, 4097)]
    [InlineData(PageEncoding.Raw, 0)]
    [InlineData(PageEncoding.Zero, 1)]
    [InlineData(PageEncoding.SameFilled, 0)]
    [InlineData(PageEncoding.SameFilled, 7)]
    [InlineData(PageEncoding.SameFilled, 9)]
    [InlineData(PageEncoding.Lz4, 0)]
    [InlineData(PageEncoding.Zstandard, 0)]
    [InlineData(PageEncoding.Reference, 0)]
    [InlineData(PageEncoding.Reference, 19)]
    [InlineData(PageEncoding.Reference, 21)]
    [InlineData((PageEncoding)7, 0)]
    [InlineData((PageEncoding)(-1), 4096)]
    public void A_payload_of_the_wrong_length_and_an_unknown_form_are_refused(PageEncoding encoding, int length)
    {
        using PageDecoder decoder = new(new HeldPages(new byte[Page.Size]));
        byte[] page = Samples.Text(new Random(32));
        byte[] before = [.. page];
        Assert.False(decoder.TryDecode(encoding, new byte[length], page));
        Assert.Equal(before, page);
    }

    [Fact]
    public void A_reference_is_kept_only_while_the_other_side_holds_the_same_content()
    {
        byte[] held = Samples.Random(new Random(33));
        byte[] payload = new byte[PageReference.Size];
        PageReference.To(HeldPages.GuestId, HeldPages.GuestFrame, held).Write(payload);
        using PageDecoder decoder = new(new HeldPages(held));
        byte[] page = new byte[Page.Size];
        Assert.True(decoder.TryDecode(PageEncoding.Reference, payload, page));
        Assert.Equal(held, page);

        byte[] before = [.. page];
        held[4000] ^= 1;
        Assert.False(decoder.TryDecode(PageEncoding.Reference, payload, page));
        Assert.Equal(before, page);
    }

    [Fact]
    public void A_reference_to_a_page_that_is_not_there_is_refused()
    {
        byte[] held = Samples.Random(new Random(34));
        using PageDecoder decoder = new(new HeldPages(held));
        using PageDecoder withoutReferences = new();
        byte[] payload = new byte[PageReference.Size];
        byte[] page = new byte[Page.Size];
        PageReference.To(HeldPages.GuestId, HeldPages.GuestFrame, held).Write(payload);
        Assert.False(withoutReferences.TryDecode(PageEncoding.Reference, payload, page));
        PageReference.To(HeldPages.GuestId + 1, HeldPages.GuestFrame, held).Write(payload);
        Assert.False(decoder.TryDecode(PageEncoding.Reference, payload, page));
        PageReference.To(HeldPages.GuestId, new GuestFrameNumber(ulong.MaxValue), held).Write(payload);
        Assert.False(decoder.TryDecode(PageEncoding.Reference, payload, page));
        Assert.True(PageContent.IsZero(page));
    }

    [Fact]
    public void Both_sides_must_use_the_same_seed()
    {
        byte[] held = Samples.Random(new Random(35));
        byte[] payload = new byte[PageReference.Size];
        byte[] page = new byte[Page.Size];
        PageReference.To(HeldPages.GuestId, HeldPages.GuestFrame, held, seed: 99).Write(payload);
        using PageDecoder same = new(new HeldPages(held), fingerprintSeed: 99);
        using PageDecoder other = new(new HeldPages(held));
        Assert.True(same.TryDecode(PageEncoding.Reference, payload, page));
        Assert.False(other.TryDecode(PageEncoding.Reference, payload, page));
    }

    [Fact]
    public void A_reference_is_20_little_endian_bytes()
    {
        byte[] payload = new byte[PageReference.Size];
        PageReference reference = new(0x01020304, new GuestFrameNumber(0x05060708090a0b0c), 0x0d0e0f1011121314);
        reference.Write(payload);
        Assert.Equal("040302010c0b0a090807060514131211100f0e0d", Convert.ToHexStringLower(payload));
        Assert.True(PageReference.TryRead(payload, out PageReference back));
        Assert.Equal(reference, back);
        Assert.Throws<ArgumentOutOfRangeException>(() => reference.Write(new byte[19]));

        byte[] content = Samples.Random(new Random(36));
        Assert.Equal(XxHash3.HashToUInt64(content), PageReference.To(0, default, content).Fingerprint);
    }

    [Fact]
    public void Statistics_of_workers_add_up()
    {
        EncodingStatistics first = new();
        EncodingStatistics second = new();
        first.Add(PageEncoding.Zero, 0);
        first.Add(PageEncoding.Delta, 24);
        second.Add(PageEncoding.Raw, 4096);
        second.Add(PageEncoding.Delta, 4);
        first.Merge(second);
        Assert.Equal(4UL, first.PageCount);
        Assert.Equal(4124UL, first.PayloadBytes);
        Assert.Equal((4UL * 4096) - 4124, first.SavedBytes);
        Assert.Equal(2UL, first.PagesOf(PageEncoding.Delta));
        Assert.Equal(28UL, first.BytesOf(PageEncoding.Delta));
        Assert.Equal(2UL, second.PageCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => first.Add((PageEncoding)7, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => first.Add(PageEncoding.Raw, 4097));
        Assert.Throws<ArgumentOutOfRangeException>(() => first.PagesOf((PageEncoding)(-1)));
    }
}
