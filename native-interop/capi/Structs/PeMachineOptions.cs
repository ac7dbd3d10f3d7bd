using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>A machine and what runs in it. <c>pe_machine_options</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeMachineOptions
{
    internal uint StructSize;
    internal uint Vcpus;
    internal nint Name;
    internal ulong MemoryBytes;
    internal uint Workload;
    internal uint Reserved;
    internal double AccessesPerSecond;
    internal double WriteShare;
    internal ulong WorkingSetBytes;
}
