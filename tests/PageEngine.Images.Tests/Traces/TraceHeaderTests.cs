using System.Text;

namespace PageEngine.Images.Tests;

/// <summary>What is taken for a page trace, and what is refused in one line.</summary>
public sealed class TraceHeaderTests
{
    private const string OtherVersion =
        "the page trace is of another version than 1, which is the one this reader knows";
    private const string MissingSetting =
        "the header of the page trace says page-size=4096 and time-unit=ns, and one is missing";

    private const string OtherSetting = "only page-size=4096 and time-unit=ns are known";
    private const string NoTrace = "this is no page trace: it does not begin as the text form or the binary form do";

    [Theory]
    [InlineData("", "this is no page trace: it is empty")]
    [InlineData("hello\n", NoTrace)]
    [InlineData("0 web W 1 1\n", NoTrace)]
    [InlineData("pageengine-tracer 1\n", NoTrace)]
    [InlineData("pageengine-trace", NoTrace)]
    [InlineData("pageengine-trace 1 page-size=4096 time-unit=ns", "the first line of the page trace has no end")]
    [InlineData("pageengine-trace 2 page-size=4096 time-unit=ns\n", OtherVersion)]
    [InlineData("pageengine-trace one page-size=4096 time-unit=ns\n", OtherVersion)]
    [InlineData("pageengine-trace 1 page-size=65536 time-unit=ns\n", "column 20: " + OtherSetting)]
    [InlineData("pageengine-trace 1 page-size=4096 time-unit=us\n", "column 35: " + OtherSetting)]
    [InlineData("pageengine-trace 1 page-size=4096\n", MissingSetting)]
    public void What_is_no_trace_is_refused_in_one_line(string text, string reason) =>
        Assert.EndsWith(reason, Refused(TraceSamples.Text(text)), StringComparison.Ordinal);

    [Fact]
    public void Text_in_utf_16_is_refused_with_the_reason()
    {
        byte[] little = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(TraceSamples.Header)];
        Encoding bigEndian = Encoding.BigEndianUnicode;
        byte[] big = [.. bigEndian.Preamble, .. bigEndian.GetBytes(TraceSamples.Header)];
        Assert.Equal("this is text in UTF-16; a page trace is UTF-8", Refused(little));
        Assert.Equal("this is text in UTF-16; a page trace is UTF-8", Refused(big));
    }

    [Fact]
    public void A_header_line_without_an_end_is_refused_however_long_it_is()
    {
        byte[] endless = TraceSamples.Text("pageengine-trace 1" + new string(' ', 1 << 20));
        Assert.Equal("the first line of the page trace has no end", Refused(endless));
    }

    [Fact]
    public void Every_changed_byte_of_a_binary_header_is_noticed()
    {
        byte[] bytes = TraceSamples.Write(new PageTraceBuilder().Build(), PageTraceFormat.Binary);
        for (int at = 0; at < BinaryHeader.Length; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 0x40;
            Assert.Equal(
                at < BinaryHeader.Magic.Length
                    ? NoTrace : "the header of the page trace is damaged: its checksum is wrong",
                Refused(damaged));
        }

        for (int length = BinaryHeader.Magic.Length; length < BinaryHeader.Length; length++)
        {
            Assert.Equal("the page trace ends inside of its header", Refused(bytes[..length]));
        }
    }

    [Fact]
    public void Options_out_of_their_ranges_are_callers_bugs()
    {
        byte[] bytes = TraceSamples.Text(TraceSamples.Header);
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceSamples.Open(bytes, new() { KeptErrors = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceSamples.Open(bytes, new() { KeptErrors = 10_001 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceSamples.Open(bytes, new() { MaxErrors = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceSamples.Open(bytes, new() { MaxLineBytes = 255 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceSamples.Open(bytes, new() { MaxLineBytes = 2 << 20 }));
    }

    private static string Refused(byte[] bytes)
    {
        string reason = Assert.Throws<PageTraceException>(() => TraceSamples.Open(bytes)).Message;
        Assert.DoesNotContain('\n', reason);
        return reason;
    }
}
