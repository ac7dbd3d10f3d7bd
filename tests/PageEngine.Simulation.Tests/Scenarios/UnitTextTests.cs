using System.Text.RegularExpressions;
using FsCheck.Xunit;
using PageEngine.Simulation.Tests.WorkloadTests;

namespace PageEngine.Simulation.Tests;

public sealed class UnitTextTests
{
    [Theory]
    [InlineData("48 GiB", 48UL << 30)]
    [InlineData("48GiB", 48UL << 30)]
    [InlineData("1.5 GiB", 3UL << 29)]
    [InlineData("0.5 KiB", 512)]
    [InlineData("0 B", 0)]
    [InlineData("18446744073709551615 B", ulong.MaxValue)]
    [InlineData("16777215.99999999999999999999 TiB", 0)]
    public void Sizes_are_read_to_the_byte(string text, ulong bytes)
    {
        bool isSize = UnitText.TryParse(text, out ByteSize size, out string reason);
        Assert.Equal((bytes != 0 || text == "0 B", bytes), (isSize, size.Bytes));
        Assert.Equal(isSize, reason.Length == 0);
    }

    [Theory]
    [InlineData("30 ms", 30_000_000)]
    [InlineData("250 us", 250_000)]
    [InlineData("250 µs", 250_000)]
    [InlineData("1.5 s", 1_500_000_000)]
    [InlineData("10 min", 600_000_000_000)]
    [InlineData("1.25 h", 4_500_000_000_000)]
    [InlineData("1 d", 86_400_000_000_000)]
    [InlineData("7 ns", 7)]
    public void Times_are_read_to_the_nanosecond(string text, long nanoseconds)
    {
        Assert.True(UnitText.TryParse(text, out SimTime time, out _));
        Assert.Equal(nanoseconds, time.Nanoseconds);
    }

    [Fact]
    public void Rates_are_read_in_bits_and_in_bytes()
    {
        Assert.True(UnitText.TryParseBitRate("10 Gbps", out long bits, out _));
        Assert.Equal(10_000_000_000, bits);
        Assert.True(UnitText.TryParseBitRate("1 GB/s", out bits, out _));
        Assert.Equal(8_000_000_000, bits);
        Assert.True(UnitText.TryParseByteRate("10 Gbps", out long bytes, out _));
        Assert.Equal(1_250_000_000, bytes);
        Assert.True(UnitText.TryParseByteRate("32 MiB/s", out bytes, out _));
        Assert.Equal(32 << 20, bytes);
        Assert.False(UnitText.TryParseByteRate("0.001 kbps", out _, out string reason));
        Assert.Equal("must be a whole number of bytes a second", reason);
        Assert.True(UnitText.TryParseFrequency("0.5/s", out double often, out _));
        Assert.Equal(0.5, often);
    }

    [Theory]
    [InlineData("65 %", 0.65)]
    [InlineData("65%", 0.65)]
    [InlineData("0.1 %", 0.001)]
    [InlineData("33.3 %", 0.333)]
    [InlineData("100 %", 1)]
    public void Shares_are_the_nearest_double(string text, double share)
    {
        Assert.True(UnitText.TryParseShare(text, out double read, out _));
        Assert.Equal(share, read);
    }

    [Theory]
    [InlineData("4", "has no unit: \"4 GiB\"?")]
    [InlineData("4 GB", "\"GB\" is no unit of a size: \"GiB\"?")]
    [InlineData("4 G", "\"G\" is no unit of a size: \"GiB\"?")]
    [InlineData("4 gib", "\"gib\" is no unit of a size: \"GiB\"?")]
    [InlineData("4 pages", "\"pages\" is no unit of a size; units are B, KiB, MiB, GiB, TiB")]
    [InlineData("4  GiB", "\" GiB\" is no unit of a size; units are B, KiB, MiB, GiB, TiB")]
    [InlineData("-4 GiB", "must not be below 0")]
    [InlineData("four GiB", "must be a size such as \"4 GiB\"")]
    [InlineData("", "must be a size such as \"4 GiB\"")]
    [InlineData("4. GiB", "must be a size such as \"4 GiB\"")]
    [InlineData(".5 GiB", "must be a size such as \"4 GiB\"")]
    [InlineData("1.2.3 GiB", "must be a size such as \"4 GiB\"")]
    [InlineData("1e3 GiB", "\"e3 GiB\" is no unit of a size; units are B, KiB, MiB, GiB, TiB")]
    [InlineData("0.3 B", "must be a whole number of bytes")]
    [InlineData("16777216 TiB", "the most is 18446744073709551615 B")]
    [InlineData("99999999999999999999999999999 TiB", "the most is 18446744073709551615 B")]
    [InlineData("999999999999999999999999999999999999999999 B", "must be a size such as \"4 GiB\"")]
    public void What_is_no_size_is_refused_with_advice(string text, string reason)
    {
        Assert.False(UnitText.TryParse(text, out ByteSize _, out string said));
        Assert.Equal(reason, said);
    }

    [Theory]
    [InlineData("10", "has no unit: \"10 ms\"?")]
    [InlineData("10 m", "\"m\" is no unit of a time: \"ms\" or \"min\"?")]
    [InlineData("10 sec", "\"sec\" is no unit of a time; units are ns, us, ms, s, min, h, d")]
    [InlineData("0.1 ns", "must be a whole number of nanoseconds")]
    [InlineData("40000 d", "the most is 36500 d")]
    public void What_is_no_time_is_refused_with_advice(string text, string reason)
    {
        Assert.False(UnitText.TryParse(text, out SimTime _, out string said));
        Assert.Equal(reason, said);
    }

    [Theory]
    [InlineData("65")]
    [InlineData("65 % ")]
    [InlineData("% 65")]
    [InlineData("-5 %")]
    [InlineData("1e2 %")]
    [InlineData("NaN %")]
    public void What_is_no_share_is_refused(string text)
    {
        Assert.False(UnitText.TryParseShare(text, out _, out string reason));
        Assert.Equal("must be a share such as \"65 %\" or 0.65", reason);
    }

    [Property(EndSize = 1_000_000_000)]
    public void What_is_written_is_read_back(ulong bytes, ulong nanoseconds, byte shift)
    {
        bytes <<= shift & 63;
        nanoseconds = (nanoseconds << (shift & 31)) % ((ulong)UnitText.Longest.Nanoseconds + 1);
        string size = UnitText.Format(new ByteSize(bytes));
        string time = UnitText.Format(new SimTime((long)nanoseconds));
        Assert.True(UnitText.TryParse(size, out ByteSize readSize, out _), size);
        Assert.True(UnitText.TryParse(time, out SimTime readTime, out _), time);
        Assert.Equal((bytes, (long)nanoseconds), (readSize.Bytes, readTime.Nanoseconds));
        foreach (UnitScale scale in new[] { UnitText.BitRate, UnitText.ByteRate, UnitText.CountRate })
        {
            ulong rate = bytes >> 1;
            Assert.True(scale.TryParse(scale.Format(rate), out ulong readRate, out _));
            Assert.Equal(rate, readRate);
        }
    }

    /// <summary>
    /// A text that the schema's pattern lets through is read, if it is whole and not too large; no other text is.
    /// </summary>
    [Property(EndSize = 1_000_000_000)]
    public void The_patterns_of_the_schema_are_what_is_read(ulong seed)
    {
        Dice dice = new(seed);
        string[] parts = ["1", "20", "0.5", "7.", ".", " ", "  ", "GiB", "B", "ms", "µs", "min", "%", "/s", "Gbps", "MB/s", "e", "-", "\n"];
        string text = string.Concat(Enumerable.Range(0, 1 + dice.Below(4)).Select(_ => dice.Pick(parts)));
        foreach (UnitFormat format in UnitFormat.All)
        {
            string reason = format.ReasonAgainst(text);
            bool isRead = reason.Length == 0 || reason.StartsWith("must be a whole", StringComparison.Ordinal)
                || reason.StartsWith("the most", StringComparison.Ordinal);
            bool fits = Regex.IsMatch(text, format.Pattern.Replace("$", "\\z", StringComparison.Ordinal));
            Assert.True(isRead == fits, $"{format.Name}: '{text}' (seed {seed})");
        }
    }
}
