namespace PageEngine.Tests;

public sealed class PageCompressorTests
{
    public static TheoryData<string> All => ["lz4", "lz4-3", "lz4-12", "zstd--3", "zstd-1", "zstd-3", "zstd-19"];

    [Theory]
    [MemberData(nameof(All))]
    public void Pages_of_every_kind_come_back_and_the_worst_fits_the_size_that_is_promised(string name)
    {
        IPageCompressor compressor = Make(name);
        using IDisposable? owned = compressor as IDisposable;
        Assert.Equal(name, compressor.Name);
        Random random = new(11);
        byte[] room = new byte[compressor.MaxCompressedSize];
        for (int round = 0; round < 40; round++)
        {
            byte[][] pages =
            [
                Samples.Random(random), Samples.Text(random), Samples.Change(random, new byte[Page.Size]),
                Samples.Filled((ulong)random.NextInt64()), new byte[Page.Size],
            ];
            foreach (byte[] page in pages)
            {
                Assert.True(compressor.TryCompress(page, room, out int written));
                byte[] back = Samples.Random(random);
                Assert.True(compressor.TryDecompress(room.AsSpan(0, written), back));
                Assert.Equal(page, back);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_result_that_does_not_fit_is_refused_and_nothing_is_written_behind_the_room(string name)
    {
        IPageCompressor compressor = Make(name);
        using IDisposable? owned = compressor as IDisposable;
        Random random = new(12);
        byte[] room = new byte[compressor.MaxCompressedSize + 64];
        byte[] page = Samples.Text(random);
        Assert.True(compressor.TryCompress(page, room, out int size));
        Assert.InRange(size, 100, Page.Size * 2 / 3);
        for (int length = 0; length < size - 16; length += 1 + (length / 7))
        {
            room.AsSpan().Fill(0xcc);
            Assert.False(compressor.TryCompress(page, room.AsSpan(0, length), out int written));
            Assert.Equal(0, written);
            Assert.False(room.AsSpan(length).ContainsAnyExcept((byte)0xcc));
        }

        Assert.False(compressor.TryCompress(Samples.Random(random), room.AsSpan(0, Page.Size - 64), out _));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void R6_a_page_is_kept_compressed_only_if_it_fits_2048_bytes(string name)
    {
        IPageCompressor compressor = Make(name);
        using IDisposable? owned = compressor as IDisposable;
        Random random = new(13);
        byte[] room = new byte[2048];
        byte[] halfRandom = Samples.Random(random);
        halfRandom.AsSpan(1900).Clear();
        Assert.True(compressor.TryCompress(halfRandom, room, out int written));
        Assert.InRange(written, 1900, 2048);
        random.NextBytes(halfRandom.AsSpan(1900, 200));
        Assert.False(compressor.TryCompress(halfRandom, room, out _));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Hostile_blocks_never_throw_and_never_write_outside_the_page(string name)
    {
        IPageCompressor compressor = Make(name);
        using IDisposable? owned = compressor as IDisposable;
        Random random = new(14);
        byte[] room = new byte[2 * Page.Size];
        byte[] guarded = new byte[Page.Size + 128];
        guarded.AsSpan().Fill(0xcc);
        int accepted = 0;
        for (int round = 0; round < 1_000; round++)
        {
            int size;
            if (round % 4 == 0)
            {
                size = random.Next(0, 200);
                random.NextBytes(room.AsSpan(0, size));
            }
            else
            {
                byte[] page = round % 4 == 1 ? Samples.Text(random) : Samples.Change(random, new byte[Page.Size]);
                Assert.True(compressor.TryCompress(page, room, out size));
                size = Samples.Mutate(random, room, size);
            }

            bool isPage = compressor.TryDecompress(room.AsSpan(0, size), guarded.AsSpan(64, Page.Size));
            accepted += isPage ? 1 : 0;
            Assert.False(guarded.AsSpan(0, 64).ContainsAnyExcept((byte)0xcc), $"round {round}");
            Assert.False(guarded.AsSpan(64 + Page.Size).ContainsAnyExcept((byte)0xcc), $"round {round}");
        }

        Assert.InRange(accepted, 1, 900);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Blocks_of_less_or_more_than_a_page_are_refused(string name)
    {
        byte[] page = new byte[Page.Size];
        byte[] longer = new byte[Page.Size + 1];
        byte[] room = new byte[2 * Page.Size];
        IPageCompressor compressor = Make(name);
        using IDisposable? owned = compressor as IDisposable;
        using ZstdSharp.Compressor zstandard = new();
        foreach (byte[] source in new[] { longer, page[..^1], page[..1], [] })
        {
            int size = compressor.Kind == PageEncoding.Lz4
                ? K4os.Compression.LZ4.LZ4Codec.Encode(source, room)
                : zstandard.Wrap(source, room);
            Assert.False(compressor.TryDecompress(room.AsSpan(0, Math.Max(size, 0)), page));
        }

        Assert.Throws<ArgumentException>(() => compressor.TryCompress(longer, room, out _));
        Assert.Throws<ArgumentException>(() => compressor.TryDecompress(room, longer));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Compressing_and_decompressing_allocate_nothing(string name)
    {
        IPageCompressor compressor = Make(name);
        using IDisposable? owned = compressor as IDisposable;
        Random random = new(15);
        byte[][] pages = [Samples.Text(random), Samples.Random(random), Samples.Change(random, new byte[Page.Size])];
        byte[] room = new byte[compressor.MaxCompressedSize];
        byte[] back = new byte[Page.Size];
        long sum = 0;
        long allocated = Samples.AllocatedBy(20, () =>
        {
            foreach (byte[] page in pages)
            {
                sum += compressor.TryCompress(page, room, out int written) ? written : 0;
                sum += compressor.TryDecompress(room.AsSpan(0, written), back) ? back[17] + 1 : 0;
                sum += compressor.TryCompress(page, room.AsSpan(0, 50), out _) ? 1 : 0;
            }
        });
        Assert.Equal(0, allocated);
        Assert.True(sum > 22 * Page.Size);
    }

    [Fact]
    public void Levels_that_do_not_exist_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lz4PageCompressor(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lz4PageCompressor(13));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZstandardPageCompressor(-8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZstandardPageCompressor(23));
    }

    [Fact]
    public void A_disposed_compressor_says_so()
    {
        ZstandardPageCompressor compressor = new();
        byte[] page = new byte[Page.Size];
        Assert.True(compressor.TryCompress(page, new byte[100], out _));
        compressor.Dispose();
        compressor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => compressor.TryCompress(page, new byte[100], out _));
        Assert.Throws<ObjectDisposedException>(() => compressor.TryDecompress(page, page));
    }

    private static IPageCompressor Make(string name)
    {
        string[] parts = name.Split('-', 2);
        int level = parts.Length == 1 ? 0 : int.Parse(parts[1]);
        return parts[0] == "lz4" ? new Lz4PageCompressor(level) : new ZstandardPageCompressor(level);
    }
}
