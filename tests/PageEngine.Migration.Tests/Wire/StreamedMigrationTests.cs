using System.Buffers;

namespace PageEngine.Migration.Tests;

/// <summary>
/// A whole migration of real bytes: guest, dirty log, controller, encoder and decoder, under random writes and broken
/// connections. At the switch the destination's memory is the source's.
/// </summary>
public sealed class StreamedMigrationTests
{
    [Fact]
    public void M20_at_the_switch_the_destination_holds_what_the_source_does_whatever_happened_before()
    {
        int deltas = 0;
        int breaks = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            using StreamedMigration migration = new(seed);
            migration.Run();
            Assert.True(migration.IsSame(), $"seed {seed}: memory differs");
            Assert.Equal(migration.BytesReceived, migration.BytesSent);
            deltas += (int)migration.Encoded.PagesOf(PageEncoding.Delta);
            breaks += migration.Breaks;
        }

        // The runs have covered what they are for.
        Assert.True(deltas > 100, $"{deltas} deltas");
        Assert.True(breaks > 50, $"{breaks} broken connections");
    }

    [Fact]
    public void M20_the_second_migration_of_a_restored_guest_starts_with_all_pages()
    {
        using StreamedMigration first = new(1);
        first.Run();
        using StreamedMigration second = new(2);
        Assert.Equal(second.PageCount, second.Waiting);
        Assert.True(first.Waiting < first.PageCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void M20_a_page_that_turned_zero_is_zeroed_at_the_destination_with_compression_too(bool compress)
    {
        ArrayBufferWriter<byte> output = new();
        PageEncoderOptions options = new() { Compressor = compress ? new Lz4PageCompressor() : null };
        PageStreamEncoder encoder = new(output, pages: new PageEncoder(options));
        encoder.WriteHello(StreamSamples.Hello);
        encoder.WriteLayout(MemoryLayout.Contiguous(1));
        byte[] text = new byte[Page.Size];
        text.AsSpan(0, 3000).Fill((byte)'a');
        encoder.BeginRound(1);
        encoder.WritePage(default, text);
        encoder.EndRound();
        encoder.BeginRound(1);
        encoder.WritePage(default, new byte[Page.Size], text);
        encoder.EndRound();

        byte[] destination = new byte[Page.Size];
        using PageDecoder pages = new();
        List<bool> isZero = [];
        StreamSamples.ReadAll(new PageStreamDecoder(StreamDirection.ToDestination), new(output.WrittenMemory), frame =>
        {
            if (frame.Kind == StreamFrameKind.Pages)
            {
                foreach (PageEntry entry in frame.AsPages())
                {
                    Assert.True(pages.TryDecode(entry.Encoding, entry.Payload, destination));
                    isZero.Add(PageContent.IsZero(destination));
                }
            }
        });
        Assert.Equal([false, true], isZero);
    }
}
