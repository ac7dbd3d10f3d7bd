using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>How far time has come, and why no further. <c>pe_step</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeStep
{
    internal uint StructSize;
    internal uint Reason;
    internal long NowNs;
    internal long NextEventNs;
    internal ulong EventsHandled;
    internal ulong EventHash;
}
