using System.Diagnostics;

namespace PageEngine.Linux;

/// <summary>The bytes of a mapped region as spans.</summary>
internal static unsafe class RegionBytes
{
    /// <summary>The bytes of neighbouring pages.</summary>
    internal static Span<byte> Of(MappedRegion region, GuestFrameNumber first, int pageCount)
    {
        Debug.Assert(first.Value <= region.Length >> Page.Shift, "the first page is in the region");
        Debug.Assert((ulong)pageCount <= (region.Length >> Page.Shift) - first.Value, "so are the others");

        // SAFETY: the pages lie in the region, which is mapped until it is disposed; its owner answers for the time
        // after.
        return new Span<byte>((byte*)region.Start + first.Address, pageCount << Page.Shift);
    }

    /// <summary>Reads the first byte of a page outside of managed code, so that no collector waits for it.</summary>
    internal static byte Touch(MappedRegion region, GuestFrameNumber page)
    {
        Debug.Assert(page.Value < region.Length >> Page.Shift, "the page is in the region");
        byte first;

        // SAFETY: a byte of the region is copied to this frame.
        MemoryCalls.Copy(&first, (byte*)region.Start + page.Address, 1);
        return first;
    }
}
