using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>Pages side by side. <c>pe_page_range</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PePageRange
{
    internal ulong FirstPage;
    internal ulong PageCount;
}
