using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>What a host is. <c>pe_host_options</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeHostOptions
{
    internal uint StructSize;
    internal uint Store;
    internal ulong MemoryBytes;
    internal uint CleanScans;
    internal uint MaxSharers;
    internal uint UseZeroPages;
    internal uint Reserved;
}
