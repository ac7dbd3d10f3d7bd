using System.Globalization;
using System.Text.RegularExpressions;
using PageEngine.TestSupport;

namespace PageEngine.Images.Tests;

/// <summary>What docs/page-trace.md shows is true.</summary>
public sealed partial class TraceDocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs/page-trace.md"));

    [Fact]
    public void Each_example_of_the_document_is_read_without_an_error()
    {
        PageTrace[] traces = Examples();
        Assert.Equal([7L, 8L], traces.Select(static trace => trace.RecordCount));
        Assert.All(traces, static trace => Assert.True(trace.Report!.IsClean, string.Join('\n', trace.Report.Errors)));
        Assert.Equal(new PageToken(0x5ca1ab1e), traces[0][1].Token);
        Assert.Equal(2500UL * Page.Size, traces[0][5].DirtiedBytes);
    }

    [Fact]
    public void The_published_run_of_the_document_has_the_sums_of_the_paper()
    {
        PageTrace trace = Examples()[1];
        Assert.Equal(282_700_000UL, trace.Summary.Total.SampledBytes);
        Assert.Equal(959.5, 676.8 + (trace.Summary.Total.SampledBytes / 1e6), 6);
        Assert.Equal(126_700_000UL, trace.GetDirtyRate(0).BytesBetween(0, 54_144_000_000));
    }

    [Fact]
    public void The_magic_bytes_and_sizes_of_the_document_are_those_of_the_code()
    {
        Assert.Equal(BinaryHeader.Magic.ToArray(), BytesNamed(0));
        Assert.Equal(BinaryBlock.Magic.ToArray(), BytesNamed(1));
        Assert.Contains($"**Header**, {BinaryHeader.Length} bytes", Document, StringComparison.Ordinal);
        Assert.Contains($"a frame of {BinaryBlock.FrameLength} bytes", Document, StringComparison.Ordinal);
        Assert.Contains("up to 262 144", Document, StringComparison.Ordinal);
        Assert.Equal(262_144, BinaryBlock.MaxPayloadLength);
        Assert.Equal(65_536, PageTrace.MaxGuests);
    }

    private static PageTrace[] Examples() => [.. Fence().Matches(Document.ReplaceLineEndings("\n"))
        .Select(static match => TraceSamples.Load(TraceSamples.Text(match.Groups[1].Value)))];

    private static byte[] BytesNamed(int index) => [.. Bytes().Matches(Document)[index].Groups[1].Value.Split(' ')
        .Select(static part => byte.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    [GeneratedRegex("```page-trace\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`(8F(?: [0-9A-F]{2})+)`")]
    private static partial Regex Bytes();
}
