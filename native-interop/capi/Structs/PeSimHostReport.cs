using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>A simulated host at one moment. <c>pe_sim_host_report</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeSimHostReport
{
    internal uint StructSize;
    internal uint MemoryState;
    internal long TimeNs;
    internal ulong CapacityPages;
    internal ulong FreePages;
    internal ulong PrivatePages;
    internal ulong SharedPages;
    internal ulong SharingPages;
    internal ulong ZeroPages;
    internal ulong BalloonedPages;
    internal ulong CompressedFrames;
    internal ulong SwappedPages;
    internal ulong ReservedPages;
    internal long CpuNs;
}
