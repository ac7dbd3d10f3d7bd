using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>What a move has done so far. <c>pe_move_report</c> of pageengine.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeMoveReport
{
    internal uint StructSize;
    internal uint Stage;
    internal uint IsOver;
    internal uint IsCommitted;
    internal uint IsInterrupted;
    internal uint RoundCount;
    internal long BeginNs;
    internal long TotalNs;
    internal long DowntimeNs;
    internal long DowntimeMemoryNs;
    internal long DowntimeDeviceNs;
    internal long DowntimeExchangeNs;
    internal long DowntimeActivationNs;
    internal ulong Bytes;
    internal ulong Pages;
    internal ulong ZeroPages;
    internal ulong DowntimePages;
    internal ulong PostCopyPages;
    internal ulong PostCopyFaults;
    internal long PostCopyFaultNs;
    internal long LongestPostCopyFaultNs;
}
