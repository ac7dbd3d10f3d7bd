using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>A round of a pre-copy. <c>pe_round_report</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeRoundReport
{
    internal uint StructSize;
    internal uint Index;
    internal long BeginNs;
    internal long DurationNs;
    internal ulong Pages;
    internal ulong ZeroPages;
    internal ulong Bytes;
    internal ulong DirtiedPages;
    internal ulong RemainingPages;
    internal uint ThrottlePercent;
    internal uint Reserved;
}
