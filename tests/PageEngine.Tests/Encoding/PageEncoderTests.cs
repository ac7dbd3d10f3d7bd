namespace PageEngine.Tests;

public sealed class PageEncoderTests
{
    private static readonly PageReference Held = new(3, new GuestFrameNumber(0x1234), 0xfeed);

    [Fact]
    public void Pages_of_every_kind_come_back_in_every_form_that_is_allowed()
    {
        Random random = new(21);
        using ZstandardPageCompressor zstandard = new();
        byte[] held = Samples.Random(random);
        HeldPages pages = new(held);
        using PageDecoder decoder = new(pages);
        byte[] payload = new byte[PageEncoder.MaxPayloadSize];
        EncodingStatistics seen = new();
        for (int round = 0; round < 1_500; round++)
        {
            PageEncoder encoder = new(new PageEncoderOptions
            {
                UseZero = random.Next(4) > 0,
                UseSameFilled = random.Next(4) > 0,
                UseReference = random.Next(2) > 0,
                UseDelta = random.Next(2) > 0,
                Compressor = random.Next(3) switch { 0 => new Lz4PageCompressor(), 1 => zstandard, _ => null },
                MinSaving = random.Next(1, Page.Size + 1),
            });
            byte[] previous = Generate(random, held);
            byte[] page = random.Next(2) > 0 ? Generate(random, held) : Samples.Change(random, previous);
            byte[] old = random.Next(2) > 0 ? previous : [];
            PageEncoding encoding;
            int written;
            if (page.AsSpan().SequenceEqual(held))
            {
                PageReference reference = PageReference.To(HeldPages.GuestId, HeldPages.GuestFrame, held);
                encoding = encoder.Encode(page, old, reference, payload, out written);
            }
            else
            {
                encoding = encoder.Encode(page, old, payload, out written);
            }

            seen.Add(encoding, written);
            Assert.True(decoder.TryDecode(encoding, payload.AsSpan(0, written), previous), $"{encoding} {round}");
            Assert.Equal(page, previous);
        }

        Assert.All(Enum.GetValues<PageEncoding>(), encoding => Assert.NotEqual(0UL, seen.PagesOf(encoding)));
    }

    [Fact]
    public void The_cheapest_form_that_is_allowed_is_taken_in_the_order_of_the_documentation()
    {
        Random random = new(22);
        byte[] text = Samples.Text(random);
        byte[] changed = [.. text];
        changed[7] ^= 1;
        byte[] zero = new byte[Page.Size];
        PageEncoderOptions all = new() { Compressor = new Lz4PageCompressor() };

        Assert.Equal((PageEncoding.Zero, 0), Encode(all, zero, text));
        Assert.Equal((PageEncoding.Zero, 0), Encode(all, zero, text, Held));
        Assert.Equal((PageEncoding.SameFilled, 8), Encode(all, Samples.Filled(7), text, Held));
        Assert.Equal((PageEncoding.SameFilled, 8), Encode(all with { UseZero = false }, zero, text));
        Assert.Equal((PageEncoding.Reference, 20), Encode(all, changed, text, Held));
        Assert.Equal((PageEncoding.Delta, 3), Encode(all, changed, text));
        Assert.Equal((PageEncoding.Delta, 0), Encode(all, text, text));
        Assert.Equal((PageEncoding.Delta, 3), Encode(all with { UseReference = false }, changed, text, Held));
        Assert.Equal(PageEncoding.Lz4, Encode(all, changed, []).Encoding);
        Assert.Equal(PageEncoding.Lz4, Encode(all with { UseDelta = false }, changed, text).Encoding);
        Assert.Equal((PageEncoding.Raw, 4096), Encode(all with { Compressor = null }, text, []));
        Assert.Equal((PageEncoding.Raw, 4096), Encode(all, Samples.Random(random), text));
        PageEncoderOptions none = new()
        {
            UseZero = false,
            UseSameFilled = false,
            UseReference = false,
            UseDelta = false,
        };
        Assert.Equal((PageEncoding.Raw, 4096), Encode(none, zero, zero, Held));
    }

    [Fact]
    public void M20_a_page_that_turned_zero_is_zeroed_at_the_destination_with_compression_too()
    {
        byte[] payload = new byte[PageEncoder.MaxPayloadSize];
        byte[] zero = new byte[Page.Size];
        using ZstandardPageCompressor zstandard = new();
        foreach (IPageCompressor? compressor in new IPageCompressor?[] { null, new Lz4PageCompressor(), zstandard })
        {
            foreach (bool useZero in new[] { true, false })
            {
                byte[] destination = Samples.Text(new Random(23));
                PageEncoder encoder = new(
                    new PageEncoderOptions { Compressor = compressor, UseZero = useZero, UseSameFilled = useZero });
                PageEncoding encoding = encoder.Encode(zero, destination, payload, out int written);
                using PageDecoder decoder = new();
                Assert.True(decoder.TryDecode(encoding, payload.AsSpan(0, written), destination));
                Assert.True(PageContent.IsZero(destination), $"{compressor?.Name} {encoding}");
            }
        }
    }

    [Fact]
    public void M20_a_delta_that_does_not_fit_sends_the_page_it_was_given()
    {
        Random random = new(24);
        byte[] previous = Samples.Random(random);
        byte[] page = Samples.Random(random);
        byte[] payload = new byte[PageEncoder.MaxPayloadSize];
        PageEncoding encoding = new PageEncoder().Encode(page, previous, payload, out int written);
        Assert.Equal(PageEncoding.Raw, encoding);
        Assert.Equal(page, payload.AsSpan(0, written));
    }

    [Fact]
    public void R6_a_saving_of_half_a_page_keeps_what_fits_2048_bytes_and_nothing_larger()
    {
        Random random = new(25);
        PageEncoderOptions options = new() { Compressor = new Lz4PageCompressor(), MinSaving = 2048 };
        byte[] page = Samples.Random(random);
        page.AsSpan(1950).Clear();
        (PageEncoding encoding, int written) = Encode(options, page, []);
        Assert.Equal(PageEncoding.Lz4, encoding);
        Assert.InRange(written, 1950, 2048);
        random.NextBytes(page.AsSpan(1950, 150));
        Assert.Equal((PageEncoding.Raw, 4096), Encode(options, page, []));
    }

    [Fact]
    public void A_delta_must_save_what_the_options_ask_for()
    {
        byte[] previous = Samples.Random(new Random(26));
        byte[] page = [.. previous];
        page.AsSpan(0, 100).Clear();
        int size = Xbzrle.EncodedSize(previous, page);
        Assert.Equal((PageEncoding.Delta, size), Encode(new() { MinSaving = Page.Size - size }, page, previous));
        Assert.Equal((PageEncoding.Raw, 4096), Encode(new() { MinSaving = Page.Size - size + 1 }, page, previous));
    }

    [Fact]
    public void Encoding_and_decoding_allocate_nothing()
    {
        Random random = new(27);
        byte[] held = Samples.Random(random);
        using ZstandardPageCompressor zstandard = new();
        using PageDecoder decoder = new(new HeldPages(held));
        PageEncoder[] encoders =
        [
            new(), new(new() { Compressor = zstandard }), new(new() { Compressor = new Lz4PageCompressor() }),
        ];
        byte[] text = Samples.Text(random);
        byte[][] pages = [new byte[Page.Size], Samples.Filled(9), held, text, Samples.Change(random, text)];
        byte[] payload = new byte[PageEncoder.MaxPayloadSize];
        byte[] destination = new byte[Page.Size];
        long sum = 0;
        long allocated = Samples.AllocatedBy(50, () =>
        {
            PageReference reference = PageReference.To(HeldPages.GuestId, HeldPages.GuestFrame, held);
            foreach (PageEncoder encoder in encoders)
            {
                foreach (byte[] page in pages)
                {
                    text.CopyTo(destination, 0);
                    PageEncoding encoding = ReferenceEquals(page, held)
                        ? encoder.Encode(page, [], reference, payload, out int written)
                        : encoder.Encode(page, ReferenceEquals(page, text) ? [] : text, payload, out written);
                    sum += decoder.TryDecode(encoding, payload.AsSpan(0, written), destination) ? 1 : 0;
                }
            }
        });
        Assert.Equal(0, allocated);
        Assert.Equal(52 * encoders.Length * pages.Length, sum);
    }

    [Fact]
    public void What_is_not_a_page_is_refused()
    {
        PageEncoder encoder = new();
        byte[] page = new byte[Page.Size];
        Assert.Throws<ArgumentException>(() => encoder.Encode(new byte[4095], [], page, out _));
        Assert.Throws<ArgumentException>(() => encoder.Encode(page, new byte[4097], page, out _));
        Assert.Throws<ArgumentException>(() => encoder.Encode(page, [], new byte[4095], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageEncoderOptions { MinSaving = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageEncoderOptions { MinSaving = 4097 });
    }

    private static byte[] Generate(Random random, byte[] held) => random.Next(7) switch
    {
        0 => new byte[Page.Size],
        1 => Samples.Filled((ulong)random.NextInt64()),
        2 => Samples.Text(random),
        3 => Samples.Change(random, held),
        4 => [.. held],
        5 => Samples.Change(random, new byte[Page.Size]),
        _ => Samples.Random(random),
    };

    private static (PageEncoding Encoding, int Written) Encode(
        PageEncoderOptions options, byte[] page, byte[] previous, PageReference? held = null)
    {
        byte[] payload = new byte[PageEncoder.MaxPayloadSize];
        PageEncoder encoder = new(options);
        PageEncoding encoding = held is { } reference
            ? encoder.Encode(page, previous, reference, payload, out int written)
            : encoder.Encode(page, previous, payload, out written);
        return (encoding, written);
    }
}
