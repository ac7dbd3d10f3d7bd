using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>A machine at one moment. <c>pe_machine_report</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeMachineReport
{
    internal uint StructSize;
    internal uint State;
    internal long TimeNs;
    internal ulong Host;
    internal ulong ConfiguredPages;
    internal ulong ResidentPages;
    internal ulong SharedPages;
    internal ulong ZeroPages;
    internal ulong BalloonPages;
    internal ulong CompressedPages;
    internal ulong SwappedPages;
    internal ulong WorkingSetPages;
    internal ulong Accesses;
    internal long StallNs;
}
