using System.Buffers.Binary;
using System.Globalization;

namespace PageEngine.Images;

/// <summary>Names the content of a sample page by a number: pages are equal exactly when numbers are.</summary>
/// <remarks>
/// Every content but zero begins with its number, so different numbers are different bytes whatever follows.
/// <code>[63..56: kind][55..16: object][15..0: version]</code>
/// </remarks>
internal static class PageContent
{
    internal const ulong Zero = 0;

    private const int KindShift = 56;
    private const int ObjectShift = 16;
    private const ulong VersionMask = (1UL << ObjectShift) - 1;
    private const ulong NoiseKind = 0xF1;
    private const ulong TextKind = 0xF2;
    private const ulong RecordsKind = 0xF3;
    private const ulong FilledKind = 0xF4;
    private const int RecordLength = 64;
    private const int VersionAt = 8;

    // A record in this many carries the version, so two versions of a page differ in a few words only.
    private const int RecordsPerChange = 16;

    private static readonly string[] Words =
    [
        "reader", "writer", "opened", "closed", "the", "block", "volume", "took", "of", "request", "queue", "page",
        "session", "waits", "for", "lock", "done", "in", "ms", "retry", "cache", "hit", "miss", "from",
    ];

    /// <summary>Bytes without any pattern: what does not compress.</summary>
    internal static ulong Noise(ulong number) => (NoiseKind << KindShift) | (number << ObjectShift);

    /// <summary>Lines of words: what compresses well.</summary>
    internal static ulong Text(ulong number) => (TextKind << KindShift) | (number << ObjectShift);

    /// <summary>Small structures, of which a few words change from version to version.</summary>
    internal static ulong Records(ulong number, ulong version) =>
        (RecordsKind << KindShift) | (number << ObjectShift) | version;

    /// <summary>One word over and over.</summary>
    internal static ulong Filled(ulong number) => (FilledKind << KindShift) | (number << ObjectShift);

    internal static bool IsRecords(ulong content) => content >> KindShift == RecordsKind;

    internal static bool IsText(ulong content) => content >> KindShift == TextKind;

    internal static bool IsNoise(ulong content) => content >> KindShift == NoiseKind;

    internal static ulong WithNextVersion(ulong content) =>
        (content & ~VersionMask) | ((content + 1) & VersionMask);

    /// <summary>Makes the bytes of a content; another seed gives other bytes for the same number.</summary>
    internal static void Fill(ulong content, ulong seed, Span<byte> page)
    {
        page.Clear();
        switch (content >> KindShift)
        {
            case NoiseKind:
                FillNoise(content, seed, page);
                break;
            case TextKind:
                FillText(content, seed, page);
                break;
            case RecordsKind:
                FillRecords(content, seed, page);
                break;
            case FilledKind:
                for (int at = 0; at < page.Length; at += sizeof(ulong))
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(page[at..], content);
                }

                break;
        }
    }

    private static void FillNoise(ulong content, ulong seed, Span<byte> page)
    {
        var random = new SplitMix64(content ^ seed);
        BinaryPrimitives.WriteUInt64LittleEndian(page, content);
        for (int at = sizeof(ulong); at < page.Length; at += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(page[at..], random.Next());
        }
    }

    private static void FillText(ulong content, ulong seed, Span<byte> page)
    {
        var random = new SplitMix64(content ^ seed);
        BinaryPrimitives.WriteUInt64LittleEndian(page, content);
        Span<byte> rest = page[sizeof(ulong)..];
        while (!rest.IsEmpty)
        {
            int choice = random.NextBelow(Words.Length + 2);
            string word = choice < Words.Length
                ? Words[choice]
                : random.NextBelow(10_000).ToString(CultureInfo.InvariantCulture);
            int take = Math.Min(word.Length, rest.Length);
            System.Text.Encoding.ASCII.GetBytes(word.AsSpan(0, take), rest);
            rest = rest[take..];
            if (!rest.IsEmpty)
            {
                rest[0] = (byte)(random.NextBelow(9) == 0 ? '\n' : ' ');
                rest = rest[1..];
            }
        }
    }

    private static void FillRecords(ulong content, ulong seed, Span<byte> page)
    {
        ulong version = content & VersionMask;
        var random = new SplitMix64((content & ~VersionMask) ^ seed);
        for (int at = 0; at < page.Length; at += RecordLength)
        {
            int index = at / RecordLength;
            Span<byte> record = page.Slice(at, RecordLength);
            ulong draw = random.Next();
            BinaryPrimitives.WriteUInt64LittleEndian(record[16..], 0xFFFF_8880_0000_0000 | (draw & 0x3FFF_FFC0));
            BinaryPrimitives.WriteUInt32LittleEndian(record[24..], (uint)(draw >> 48) & 0xFF);
            if (index % RecordsPerChange == (int)(version % RecordsPerChange))
            {
                BinaryPrimitives.WriteUInt32LittleEndian(record[28..], (uint)version);
            }
        }

        BinaryPrimitives.WriteUInt64LittleEndian(page, content & ~VersionMask);
        BinaryPrimitives.WriteUInt64LittleEndian(page[VersionAt..], version);
    }
}
