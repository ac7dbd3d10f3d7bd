using System.Globalization;
using FsCheck.Xunit;

namespace PageEngine.Tests;

public sealed class ByteSizeParseTests
{
    [Theory]
    [InlineData("48 GiB", 48UL << 30)]
    [InlineData("2GiB", 2UL << 30)]
    [InlineData("1.5 MiB", 3UL << 19)]
    [InlineData("4096", 4096)]
    [InlineData("4 KiB", 4096)]
    [InlineData("10 GB", 10_000_000_000)]
    [InlineData("1.25 kB", 1250)]
    [InlineData("1.25 KB", 1250)]
    [InlineData("7 B", 7)]
    [InlineData("0", 0)]
    [InlineData("  000.50   TiB\t", 1UL << 39)]
    [InlineData("0.0009765625 KiB", 1)]
    [InlineData("16777215.99999904632568359375 TiB", ulong.MaxValue - (1UL << 20) + 1)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    [InlineData("18.446744073709551615 EB", ulong.MaxValue)]
    [InlineData("15.999999999999999999132638262011596452794037759304046630859375 EiB", ulong.MaxValue)]
    [InlineData("1.000000000000000000000000000000000000000000000000000000000000000000000 B", 1)]
    [InlineData("3 PB", 3_000_000_000_000_000)]
    [InlineData("3 PiB", 3UL << 50)]
    [InlineData("2 MB", 2_000_000)]
    [InlineData("2 TB", 2_000_000_000_000)]
    public void A_size_is_read_to_the_byte(string text, ulong bytes)
    {
        Assert.Equal(new ByteSize(bytes), ByteSize.Parse(text));
        Assert.True(ByteSize.TryParse(text, new NumberFormatInfo { NumberDecimalSeparator = "," }, out ByteSize size));
        Assert.Equal(bytes, size.Bytes);
        Assert.True(ByteSize.TryParse(text, out size, out string? reason));
        Assert.Equal((bytes, null), (size.Bytes, reason));
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("   ", "nothing")]
    [InlineData("-1 GiB", "negative")]
    [InlineData("GiB", "digit")]
    [InlineData("+4", "digit")]
    [InlineData(".5 GiB", "digit")]
    [InlineData("5. GiB", "point")]
    [InlineData("5 Gb", "\"Gb\" is no unit")]
    [InlineData("5 gib", "\"gib\" is no unit")]
    [InlineData("5 G", "GiB")]
    [InlineData("1,5 GiB", "\",5 GiB\" is no unit")]
    [InlineData("1e3", "\"e3\" is no unit")]
    [InlineData("1 GiB/s", "no unit")]
    [InlineData("1 2 GiB", "no unit")]
    [InlineData("0.5", "whole number of bytes")]
    [InlineData("1.0001 KiB", "whole number of bytes")]
    [InlineData("0.1 GiB", "whole number of bytes")]
    [InlineData("0.00000000000000000000000000000000000000000000000000000000000001 EiB", "whole number of bytes")]
    [InlineData("16 EiB", "more than")]
    [InlineData("18446744073709551616", "more than")]
    [InlineData("99999999999999999999999999999999999999999999", "more than")]
    [InlineData("\u0664 GiB", "digit")]
    public void What_is_no_size_is_refused_with_a_reason(string text, string expected)
    {
        Assert.False(ByteSize.TryParse(text, out ByteSize size, out string? reason));
        Assert.Contains(expected, reason, StringComparison.Ordinal);
        Assert.Equal(default, size);
        Assert.False(ByteSize.TryParse(text, null, out _));
        Exception? error = Record.Exception(() => ByteSize.Parse(text));
        Assert.NotNull(error);
        Assert.True(expected == "more than" ? error is OverflowException : error is FormatException);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_no_size()
    {
        Assert.False(ByteSize.TryParse(null, null, out _));
        Assert.Throws<ArgumentNullException>(() => ByteSize.Parse(null!));
    }

    [Property(EndSize = 1_000_000_000)]
    public void Quarters_of_a_unit_read_back_as_they_are_written(ulong seed)
    {
        Seeded random = new(seed);
        ByteSize size = new((ulong)random.Below(4096) << (8 + (10 * random.Below(5))));
        Assert.Equal(size, ByteSize.Parse(size.ToString()));
        Assert.Equal(size, ByteSize.Parse(size.Bytes.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Any_code_that_reads_values_by_their_type_reads_sizes() =>
        Assert.Equal(ByteSize.FromGiB(3), Read<ByteSize>("3 GiB"));

    private static T Read<T>(ReadOnlySpan<char> text)
        where T : ISpanParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);
}
