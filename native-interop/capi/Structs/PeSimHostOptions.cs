using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>What a simulated host is. <c>pe_sim_host_options</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeSimHostOptions
{
    internal uint StructSize;
    internal uint Cpus;
    internal nint Name;
    internal ulong MemoryBytes;
    internal ulong NicBitsPerSecond;
    internal ulong SwapBytes;
}
