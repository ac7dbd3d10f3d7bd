using System.Text;

namespace PageEngine.Images.Tests;

/// <summary>Traces for tests, and the ways between their forms.</summary>
internal static class TraceSamples
{
    internal const string Header = "pageengine-trace 1 page-size=4096 time-unit=ns\n";

    /// <summary>A random trace whose records use every operation and the ends of every range.</summary>
    internal static PageTrace Random(Random random, int recordCount)
    {
        var builder = new PageTraceBuilder();
        int guests = random.Next(1, 6);
        long[] sampledUntil = new long[guests + recordCount];
        for (int guest = 0; guest < guests; guest++)
        {
            AddGuest(builder, random);
        }

        long time = random.Next(3) == 0 ? random.NextInt64(long.MaxValue / 2) : 0;
        for (int i = 0; i < recordCount; i++)
        {
            if (random.Next(40) == 0)
            {
                AddGuest(builder, random);
            }

            time += random.Next(6) switch { 0 => 0, 1 => random.NextInt64(1L << 40), _ => random.Next(1000) };
            int place = random.Next(builder.Guests.Count);
            ulong pages = builder.Guests[place].PageCount;
            if (random.Next(8) == 0 && sampledUntil[place] <= time)
            {
                long period = random.Next(3) == 0 ? random.NextInt64(1, 1L << 40) : 1_000_000_000;
                sampledUntil[place] = time + period;
                ulong bytes = (ulong)random.NextInt64((long)(pages << Page.Shift) + 1);
                bytes = random.Next(2) == 0 ? bytes : bytes & ~(ulong)(Page.Size - 1);
                builder.Add(PageTraceRecord.Sample(time, place, period, bytes));
                continue;
            }

            ulong first = (ulong)random.NextInt64((long)pages);
            ulong count = random.Next(4) switch
            {
                0 => pages - first,
                1 => 1 + (ulong)random.NextInt64((long)(pages - first)),
                _ => 1,
            };
            var operation = (PageTraceOperation)random.Next(4);
            PageToken? token = operation <= PageTraceOperation.Write && random.Next(2) == 0 ? Token(random) : null;
            builder.Add(new PageTraceRecord(time, place, operation, Pages(first, count), token));
        }

        return builder.Build();
    }

    internal static byte[] Write(PageTrace trace, PageTraceFormat format, bool compress = true)
    {
        var stream = new MemoryStream();
        var writer = new PageTraceWriter(stream, format, new() { Compress = compress });
        trace.WriteTo(writer);
        writer.Complete();
        return stream.ToArray();
    }

    internal static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    internal static PageTraceReader Open(byte[] bytes, PageTraceReaderOptions? options = null) =>
        PageTraceReader.Open(new MemoryStream(bytes), options);

    internal static PageTrace Load(byte[] bytes, PageTraceReaderOptions? options = null) =>
        PageTrace.Load(new MemoryStream(bytes), options);

    internal static List<PageTraceRecord> ReadAll(PageTraceReader reader)
    {
        List<PageTraceRecord> records = [];
        while (reader.TryRead(out PageTraceRecord record))
        {
            records.Add(record);
        }

        return records;
    }

    internal static List<PageTraceRecord> Records(PageTrace trace)
    {
        List<PageTraceRecord> records = [];
        PageTraceCursor cursor = trace.OpenCursor();
        while (cursor.TryRead(out PageTraceRecord record))
        {
            records.Add(record);
        }

        return records;
    }

    internal static PageRange Pages(ulong first, ulong count = 1) => new(new GuestFrameNumber(first), count);

    internal static PageTraceRecord Write(long time, int guest, ulong first, ulong count = 1) =>
        new(time, guest, PageTraceOperation.Write, Pages(first, count));

    private static PageToken Token(Random random) => new(random.Next(4) switch
    {
        0 => 0,
        1 => PageToken.MaxValue,
        2 => (ulong)random.Next(100),
        _ => (ulong)random.NextInt64(long.MaxValue),
    });

    private static void AddGuest(PageTraceBuilder builder, Random random)
    {
        string[] stems = ["web", "größe", "数据库", "a.b/c:d=e", "x"];
        ulong pages = random.Next(4) switch
        {
            0 => PageTraceGuest.MaxPageCount,
            1 => 1,
            _ => (ulong)random.NextInt64(1, 1 << 20),
        };
        builder.AddGuest($"{stems[random.Next(stems.Length)]}{builder.Guests.Count}", pages);
    }
}
