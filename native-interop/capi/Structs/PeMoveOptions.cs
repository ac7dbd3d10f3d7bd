using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>How a machine is to be moved. <c>pe_move_options</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeMoveOptions
{
    internal uint StructSize;
    internal uint Method;
    internal uint Policy;
    internal uint Rounds;
    internal long DowntimeLimitNs;
    internal long TimeCapNs;
    internal ulong BytesPerSecond;
    internal uint Streams;
    internal uint AutoConverge;
}
