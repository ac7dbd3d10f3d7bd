using System.Globalization;

namespace PageEngine.Simulation;

/// <summary>
/// The texts with units that scenarios are written in: <c>48 GiB</c>, <c>10 Gbps</c>, <c>30 ms</c>, <c>65 %</c>.
/// </summary>
/// <remarks>
/// Nothing is rounded: what is no whole number of bytes or nanoseconds is refused, and what is written is read back as
/// the same value. A number, at most one space, a unit. Reasons are to be read behind "but": <c>must be a size such as
/// "4 GiB"</c>. Thread-safe.
/// </remarks>
public static class UnitText
{
    /// <summary>What a part of a whole looks like, for messages.</summary>
    internal const string ExpectedShare = "a share such as \"65 %\" or 0.65";

    /// <summary>The texts that are parts of a whole, as a regular expression for a schema.</summary>
    internal const string SharePattern = "^[0-9]+(\\.[0-9]+)? ?%$";

    private const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>
    /// Sizes of memory, in bytes; only units of 1024, as memory comes, so that nobody loses pages to a GB.
    /// </summary>
    internal static readonly UnitScale Size = new(
        "size", "4 GiB", "bytes", ulong.MaxValue, "B",
        new("B", 1), new("KiB", 1UL << 10), new("MiB", 1UL << 20), new("GiB", 1UL << 30), new("TiB", 1UL << 40));

    /// <summary>
    /// The longest time that a spec may have: a hundred years, so that three of them in a row still fit.
    /// </summary>
    internal static readonly SimTime Longest = new(36_500L * 86_400 * SimTime.NanosecondsPerSecond);

    /// <summary>Moments and spans, in nanoseconds.</summary>
    internal static readonly UnitScale Time = new(
        "time", "30 ms", "nanoseconds", (ulong)Longest.Nanoseconds, "s",
        new("ns", 1), new("us", 1_000), new("µs", 1_000, IsWritten: false), new("ms", 1_000_000),
        new("s", SimTime.NanosecondsPerSecond), new("min", 60 * SimTime.NanosecondsPerSecond),
        new("h", 3600 * SimTime.NanosecondsPerSecond), new("d", 86_400 * SimTime.NanosecondsPerSecond));

    /// <summary>What a network carries, in bits a second.</summary>
    internal static readonly UnitScale BitRate = new(
        "rate", "10 Gbps", "bits a second", long.MaxValue, "bps",
        new("bps", 1), new("kbps", 1000), new("Mbps", 1_000_000), new("Gbps", 1_000_000_000),
        new("Tbps", 1_000_000_000_000),
        new("kbit/s", 1000, IsWritten: false), new("Mbit/s", 1_000_000, IsWritten: false),
        new("Gbit/s", 1_000_000_000, IsWritten: false),
        new("B/s", 8, IsWritten: false), new("kB/s", 8000, IsWritten: false), new("MB/s", 8_000_000, IsWritten: false),
        new("GB/s", 8_000_000_000, IsWritten: false), new("KiB/s", 8UL << 10, IsWritten: false),
        new("MiB/s", 8UL << 20, IsWritten: false), new("GiB/s", 8UL << 30, IsWritten: false));

    /// <summary>What a disk moves, in bytes a second.</summary>
    internal static readonly UnitScale ByteRate = new(
        "rate", "550 MB/s", "bytes a second", long.MaxValue, "B/s",
        new("B/s", 1), new("kB/s", 1000), new("MB/s", 1_000_000), new("GB/s", 1_000_000_000),
        new("TB/s", 1_000_000_000_000),
        new("KiB/s", 1UL << 10, IsWritten: false), new("MiB/s", 1UL << 20, IsWritten: false),
        new("GiB/s", 1UL << 30, IsWritten: false),
        new("kbps", 1000, 8, IsWritten: false), new("Mbps", 1_000_000, 8, IsWritten: false),
        new("Gbps", 1_000_000_000, 8, IsWritten: false));

    /// <summary>How often something happens in a second.</summary>
    internal static readonly UnitScale CountRate = new(
        "rate", "5000/s", "times a second", long.MaxValue, "/s", new Unit("/s", 1));

    /// <summary>Reads a size of memory: <c>4 GiB</c>. Units are B, KiB, MiB, GiB and TiB.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">The size.</param>
    /// <param name="reason">What is wrong with the text and what would be right; empty when nothing is.</param>
    public static bool TryParse(string text, out ByteSize size, out string reason)
    {
        bool isSize = Size.TryParse(text, out ulong bytes, out reason);
        size = new ByteSize(bytes);
        return isSize;
    }

    /// <summary>
    /// Reads a moment or a span: <c>1.5 s</c>. Units are ns, us (or µs), ms, s, min, h and d; up to 36 500 d.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="time">The time.</param>
    /// <param name="reason">What is wrong with the text and what would be right; empty when nothing is.</param>
    public static bool TryParse(string text, out SimTime time, out string reason)
    {
        bool isTime = Time.TryParse(text, out ulong nanoseconds, out reason);
        time = new SimTime((long)nanoseconds);
        return isTime;
    }

    /// <summary>Reads what a network carries: <c>10 Gbps</c>, <c>1 GB/s</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bitsPerSecond">The bits in a second.</param>
    /// <param name="reason">What is wrong with the text and what would be right; empty when nothing is.</param>
    public static bool TryParseBitRate(string text, out long bitsPerSecond, out string reason)
    {
        bool isRate = BitRate.TryParse(text, out ulong bits, out reason);
        bitsPerSecond = (long)bits;
        return isRate;
    }

    /// <summary>Reads what a disk moves: <c>550 MB/s</c>, <c>32 MiB/s</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytesPerSecond">The bytes in a second.</param>
    /// <param name="reason">What is wrong with the text and what would be right; empty when nothing is.</param>
    public static bool TryParseByteRate(string text, out long bytesPerSecond, out string reason)
    {
        bool isRate = ByteRate.TryParse(text, out ulong bytes, out reason);
        bytesPerSecond = (long)bytes;
        return isRate;
    }

    /// <summary>The size in the largest unit that leaves a whole number: <c>1536 MiB</c>.</summary>
    /// <param name="size">The size.</param>
    public static string Format(ByteSize size) => Size.Format(size.Bytes);

    /// <summary>The time in the largest unit that leaves a whole number: <c>90 s</c>.</summary>
    /// <param name="time">The time, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static string Format(SimTime time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time.Nanoseconds, nameof(time));
        return Time.Format((ulong)time.Nanoseconds);
    }

    /// <summary>Reads a part of a whole: <c>65 %</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="share">The part; 1 is the whole.</param>
    /// <param name="reason">What is wrong with the text and what would be right; empty when nothing is.</param>
    public static bool TryParseShare(string text, out double share, out string reason)
    {
        share = 0;
        bool isShare = text.EndsWith('%') && TryParseNumber(text[..^1], "e-2", out share);
        reason = isShare ? "" : $"must be {ExpectedShare}";
        return isShare;
    }

    /// <summary>Reads how often something happens in a second, with parts: <c>0.5/s</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="perSecond">The times in a second.</param>
    /// <param name="reason">What is wrong with the text and what would be right; empty when nothing is.</param>
    public static bool TryParseFrequency(string text, out double perSecond, out string reason)
    {
        perSecond = 0;
        bool isRate = text.EndsWith("/s", StringComparison.Ordinal) && TryParseNumber(text[..^2], "", out perSecond);
        reason = isRate ? "" : $"must be {CountRate.Expected}";
        return isRate;
    }

    private static bool TryParseNumber(string text, string exponent, out double number)
    {
        number = 0;
        string digits = text.EndsWith(' ') ? text[..^1] : text;
        return digits.Length > 0 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1])
            && UnitScale.LengthOfNumber(digits) == digits.Length
            && double.TryParse(digits + exponent, Plain, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }
}
