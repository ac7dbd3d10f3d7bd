using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>KSM's counters. <c>pe_sharing_report</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeSharingReport
{
    internal uint StructSize;
    internal uint Reserved;
    internal ulong PagesShared;
    internal ulong PagesSharing;
    internal ulong PagesUnshared;
    internal ulong PagesVolatile;
    internal ulong ZeroPages;
    internal ulong PagesSkipped;
    internal ulong PagesScanned;
    internal ulong FullScans;
    internal ulong Merges;
    internal ulong Breaks;
    internal ulong MetadataBytes;
    internal long ProfitBytes;
    internal ulong UsedFrames;
    internal ulong FreeFrames;
}
