using System.IO.Hashing;

namespace PageEngine.Images.Tests;

/// <summary>Random damage: nothing crashes, hangs or grows, and what is delivered obeys the rules.</summary>
public sealed class TraceFuzzTests
{
    private const int Cases = 3000;
    private const long MaxAllocation = 1 << 20;

    [Fact]
    public void Damaged_text_is_read_or_refused() => Fuzz(PageTraceFormat.Text, 1_000_000, DamageText);

    [Fact]
    public void Damaged_blocks_are_read_or_refused() => Fuzz(PageTraceFormat.Binary, 2_000_000, Damage);

    [Fact]
    public void Blocks_with_damage_under_right_checksums_are_read_or_refused() =>
        Fuzz(PageTraceFormat.Binary, 3_000_000, DamageUnderChecksums);

    [Fact]
    public void Rubbish_behind_a_good_beginning_is_passed_over()
    {
        for (int seed = 4_000_000; seed < 4_000_000 + (Cases / 5); seed++)
        {
            var random = new Random(seed);
            foreach (PageTraceFormat format in Enum.GetValues<PageTraceFormat>())
            {
                byte[] rubbish = new byte[random.Next(2000)];
                random.NextBytes(rubbish);
                byte[] good = TraceSamples.Write(TraceSamples.Random(random, 5), format);
                RequireSurvival([.. good[..random.Next(BinaryHeader.Length, good.Length)], .. rubbish], seed);
            }
        }
    }

    [Fact]
    public void Beginnings_of_blocks_that_lead_nowhere_are_tried_a_bounded_number_of_times()
    {
        // Each frame is right and claims as long a payload as there may be, whose checksum is wrong.
        byte[] frame = new byte[BinaryBlock.FrameLength];
        const int Longest = BinaryBlock.MaxPayloadLength;
        new BinaryBlock(BinaryBlockKind.Records, 0, 0, 1, Longest, Longest, 0).Write(frame);
        byte[] head = TraceSamples.Write(new PageTraceBuilder().Build(), PageTraceFormat.Binary)[..BinaryHeader.Length];
        byte[] bytes = [.. head, .. Enumerable.Repeat(frame, 50_000).SelectMany(static part => part)];
        PageTraceReader reader = TraceSamples.Open(bytes);
        Assert.False(reader.TryRead(out _));
        Assert.InRange(reader.Report.ErrorCount, 1, (2 * bytes.Length / Longest) + 4);

        // Magic bytes at every fourth byte and nothing behind them.
        byte[] magic = BinaryBlock.Magic.ToArray();
        byte[] magics = [.. head, .. Enumerable.Repeat(magic, 100_000).SelectMany(static part => part)];
        Assert.False(TraceSamples.Open(magics).TryRead(out _));
    }

    private static void Fuzz(PageTraceFormat format, int firstSeed, Func<byte[], Random, byte[]> damage)
    {
        int delivered = 0;
        for (int seed = firstSeed; seed < firstSeed + Cases; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = WriteInParts(TraceSamples.Random(random, random.Next(1, 60)), format, random);
            for (int hits = random.Next(1, 8); hits > 0 && bytes.Length > 0; hits--)
            {
                bytes = damage(bytes, random);
            }

            delivered += RequireSurvival(bytes, seed);
        }

        Assert.True(delivered > Cases, $"only {delivered} records were delivered, so little was tried");
    }

    private static byte[] WriteInParts(PageTrace trace, PageTraceFormat format, Random random)
    {
        var stream = new MemoryStream();
        var writer = new PageTraceWriter(stream, format, new() { Compress = random.Next(2) == 0 });
        writer.Declare(trace.Guests);
        foreach (PageTraceRecord record in TraceSamples.Records(trace))
        {
            writer.Write(record);
            if (random.Next(10) == 0)
            {
                writer.Flush();
            }
        }

        writer.Complete();
        return stream.ToArray();
    }

    private static int RequireSurvival(byte[] bytes, int seed)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        int delivered = 0;
        try
        {
            PageTraceReader reader = TraceSamples.Open(bytes);
            var rules = new TraceRules();
            while (reader.TryRead(out PageTraceRecord record))
            {
                for (int place = rules.Guests.Count; place < reader.Guests.Count; place++)
                {
                    rules.AddOrThrow(reader.Guests[place].Name, reader.Guests[place].PageCount);
                }

                rules.TakeOrThrow(record);
                Assert.True(++delivered <= bytes.Length, $"seed {seed}: more records than bytes");
            }

            PageTraceReport report = reader.Report;
            Assert.True(report.End is PageTraceEnd.Complete or PageTraceEnd.Torn, $"seed {seed}: {report.End}");
            Assert.True(report.RecordCount == delivered && report.ErrorCount <= bytes.Length + 2, $"seed {seed}");
            Assert.True(report.Errors.Count == Math.Min(20, report.ErrorCount), $"seed {seed}");
            Assert.False(reader.TryRead(out _), $"seed {seed}: records behind the end");
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MaxAllocation, $"seed {seed}: {allocated} bytes for a trace of {bytes.Length}");
            RequireSameWhenWrittenAgain(TraceSamples.Load(bytes), delivered, seed);
        }
        catch (PageTraceException exception)
        {
            Assert.False(exception.Message.Contains('\n', StringComparison.Ordinal), $"seed {seed}");
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"seed {seed}: {exception}");
        }

        return delivered;
    }

    private static void RequireSameWhenWrittenAgain(PageTrace trace, int delivered, int seed)
    {
        Assert.True(trace.RecordCount == delivered, $"seed {seed}: the trace in memory has other records");
        Assert.True(trace.Summary.RecordCount == delivered, $"seed {seed}");
        PageTrace again = TraceSamples.Load(TraceSamples.Write(trace, PageTraceFormat.Binary));
        Assert.True(again.ContentHash == trace.ContentHash && again.Report!.IsClean, $"seed {seed}: lost in writing");
    }

    private static byte[] DamageText(byte[] bytes, Random random)
    {
        string[] words =
        [
            "\n", "\r\n", "\0", "#", " ", "\t", "0x", "-1", "18446744073709551616", "9223372036854775807", "guest ",
            "S", "Z", "B", "\uFEFF", new string('9', 5000), "4294967295", " 0 ",
        ];
        if (random.Next(2) == 0)
        {
            return Damage(bytes, random);
        }

        int at = random.Next(bytes.Length);
        int cut = Math.Min(random.Next(4), bytes.Length - at);
        return [.. bytes[..at], .. TraceSamples.Text(words[random.Next(words.Length)]), .. bytes[(at + cut)..]];
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length);
        int length = random.Next(1, Math.Min(40, bytes.Length - at) + 1);
        byte[] part = bytes[at..(at + length)];
        switch (random.Next(6))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 2:
                int target = random.Next(bytes.Length);
                return [.. bytes[..target], .. part, .. bytes[target..]];
            case 3:
                random.NextBytes(part);
                return [.. bytes[..at], .. part, .. bytes[(at + length)..]];
            case 4:
                part[0] = (byte)(random.Next(2) == 0 ? 0 : 0xFF);
                return [.. bytes[..at], part[0], .. bytes[(at + 1)..]];
            default:
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
        }
    }

    /// <summary>Changes bytes of payloads or numbers of frames, and makes the checksums right again.</summary>
    private static byte[] DamageUnderChecksums(byte[] bytes, Random random)
    {
        byte[] damaged = [.. bytes];
        int at = BinaryHeader.Length;
        while (at + BinaryBlock.FrameLength <= damaged.Length
            && BinaryBlock.TryRead(damaged.AsSpan(at, BinaryBlock.FrameLength), out BinaryBlock block)
            && at + BinaryBlock.FrameLength + block.StoredLength <= damaged.Length)
        {
            Span<byte> frame = damaged.AsSpan(at, BinaryBlock.FrameLength);
            Span<byte> payload = damaged.AsSpan(at + BinaryBlock.FrameLength, block.StoredLength);
            for (int hits = random.Next(3); hits > 0; hits--)
            {
                payload[random.Next(payload.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            }

            block = block with { PayloadChecksum = XxHash3.HashToUInt64(payload) };
            block = random.Next(12) switch
            {
                0 => block with { ItemCount = Math.Max(1, block.ItemCount + random.Next(-2, 3)) },
                1 => block with { RawLength = Math.Max(1, block.RawLength + random.Next(-20, 20)) },
                2 => block with { Kind = (BinaryBlockKind)random.Next(1, 4) },
                3 => block with { Sequence = (uint)random.Next(4) },
                4 => block with { Compression = block.Compression ^ BinaryBlockCompression.Lz4 },
                _ => block,
            };
            block.Write(frame);
            at += BinaryBlock.FrameLength + block.StoredLength;
        }

        return damaged;
    }
}
