using System.Diagnostics;

namespace PageEngine.Migration;

/// <summary>What stands in a frame for one page: which it is, its form and the length of its payload.</summary>
internal static class PageDescriptor
{
    // Word: [63..24: guest frame][23..16: form][15..0: length]      a length of 4096 needs 13 bits
    internal const int Bytes = sizeof(ulong);

    private const int LengthBits = 16;
    private const int FormBits = 8;
    private const int FrameShift = LengthBits + FormBits;
    private const ulong LengthMask = (1UL << LengthBits) - 1;
    private const ulong FormMask = (1UL << FormBits) - 1;

    internal static ulong Pack(GuestFrameNumber page, PageEncoding form, int length)
    {
        Debug.Assert(page.Value < 1UL << (64 - FrameShift), "a guest has 2⁴⁰ pages at most");
        return (page.Value << FrameShift) | ((ulong)form << LengthBits) | (uint)length;
    }

    internal static GuestFrameNumber PageOf(ulong word) => new(word >> FrameShift);

    internal static PageEncoding FormOf(ulong word) => (PageEncoding)((word >> LengthBits) & FormMask);

    internal static int LengthOf(ulong word) => (int)(word & LengthMask);

    /// <summary>Whether a payload of this length can be of this form.</summary>
    internal static bool IsSound(ulong word)
    {
        int length = LengthOf(word);
        return FormOf(word) switch
        {
            PageEncoding.Raw => length == Page.Size,
            PageEncoding.Zero => length == 0,
            PageEncoding.SameFilled => length == PageContent.PatternSize,
            PageEncoding.Reference => length == PageReference.Size,
            PageEncoding.Delta => length <= Page.Size,
            PageEncoding.Lz4 or PageEncoding.Zstandard => length is > 0 and <= Page.Size,
            _ => false,
        };
    }
}
