using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>A link between two hosts. <c>pe_link_options</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeLinkOptions
{
    internal uint StructSize;
    internal uint Reserved;
    internal ulong BitsPerSecond;
    internal long RoundTripNs;
}
