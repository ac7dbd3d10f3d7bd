using System.Buffers;

namespace PageEngine.Migration.Tests;

/// <summary>What the meter counts is what the encoder writes.</summary>
public sealed class PageStreamMeterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(PageStreamEncoder.DefaultPagesPerFrame)]
    [InlineData(PageStreamEncoder.MaxPagesPerFrame)]
    public void Counts_what_the_encoder_writes(int pagesPerFrame)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            ArrayBufferWriter<byte> output = new();
            PageStreamEncoder encoder = new(output, pagesPerFrame: pagesPerFrame);
            PageStreamMeter meter = new(pagesPerFrame);
            Drive(seed, encoder, meter);
            Assert.True(encoder.BytesWritten == meter.Bytes, $"seed {seed}: {encoder.BytesWritten} and {meter.Bytes}");
            Assert.Equal(encoder.FrameCount, meter.Frames);
            Assert.Equal((ulong)output.WrittenCount, meter.Bytes);
        }
    }

    [Fact]
    public void A_meter_goes_on_where_another_stood()
    {
        PageStreamMeter first = new(pagesPerFrame: 4);
        for (int i = 0; i < 6; i++)
        {
            first.AddPage(100);
        }

        PageStreamMeter second = new(pagesPerFrame: 4);
        second.Resume(first.Bytes, first.Frames, first.Pages, first.OpenPages, first.OpenBytes);
        foreach (PageStreamMeter meter in (PageStreamMeter[])[first, second])
        {
            meter.AddPage(8);
            meter.AddCommit();
        }

        Assert.Equal((first.Bytes, first.Frames, first.Pages), (second.Bytes, second.Frames, second.Pages));
    }

    [Fact]
    public void Impossible_lengths_are_refused()
    {
        PageStreamMeter meter = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageStreamMeter(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.AddPage(4097));
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.AddState(65, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.AddState(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.AddRequest(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Resume(0, 0, 0, 64, 0));
    }

    private static void Drive(int seed, PageStreamEncoder encoder, PageStreamMeter meter)
    {
        Random random = new(seed);
        MemoryLayout layout = MemoryLayout.Create([new PageRange(default, 300), new PageRange(new GuestFrameNumber(400), 100)]);
        encoder.WriteHello(StreamHello.Create(StreamFeatures.None, Guid.Empty));
        meter.AddHello();
        encoder.WriteLayout(layout);
        meter.AddLayout(layout);
        for (int rounds = random.Next(4); rounds > 0; rounds--)
        {
            encoder.BeginRound(200);
            meter.AddRoundBegin();
            WritePages(random, encoder, meter);
            encoder.EndRound();
            meter.AddRoundEnd();
        }

        encoder.WriteStop();
        meter.AddStop();
        WritePages(random, encoder, meter);
        byte[] state = new byte[random.Next(1, 600_000)];
        encoder.WriteState(StateKind.Device, "device", 0, 1, state);
        meter.AddState(6, (ulong)state.Length);
        PageRange[] pending = [.. Enumerable.Range(0, random.Next(1, 100)).Select(i => new PageRange(new GuestFrameNumber((ulong)i), 1))];
        encoder.WritePending(pending);
        meter.AddPending((ulong)pending.Length);
        encoder.WriteCommit(postCopy: true);
        meter.AddCommit();
        WritePages(random, encoder, meter);
        encoder.WriteEnd();
        meter.AddEnd();
    }

    private static void WritePages(Random random, PageStreamEncoder encoder, PageStreamMeter meter)
    {
        byte[] page = new byte[Page.Size];
        for (int pages = random.Next(150); pages > 0; pages--)
        {
            page.AsSpan().Clear();
            random.NextBytes(page.AsSpan(0, random.Next(3) * 2048));
            int payload = encoder.WritePage(new GuestFrameNumber((ulong)random.Next(300)), page) switch
            {
                PageEncoding.Zero => 0,
                PageEncoding.SameFilled => PageContent.PatternSize,
                _ => Page.Size,
            };
            meter.AddPage(payload);
            if (random.Next(10) == 0)
            {
                encoder.Flush();
                meter.Flush();
            }
        }
    }
}
