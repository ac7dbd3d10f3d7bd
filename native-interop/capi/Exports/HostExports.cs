using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>Hosts of real bytes or tokens.</summary>
internal static unsafe class HostExports
{
    private const int MostWorkers = 64;
    private const int MostCleanScans = 7;

    [UnmanagedCallersOnly(EntryPoint = "pe_host_create")]
    internal static Status Create(PeHostOptions* options, ulong* host)
    {
        try
        {
            PeHostOptions given = StructMemory.Read(options, nameof(options));
            CallException.ThrowIfNull(host is null, nameof(host));
            CallException.ThrowIfSet(given.Reserved);
            PageHost made = Make(given);
            *host = HandleTable.Add(new HandleEntry(HandleKind.Host, made, made), 0);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_host_free")]
    internal static Status Free(ulong host)
    {
        try
        {
            using Entered<PageHost> entered = new(host, HandleKind.Host);
            HandleTable.Remove(host);
            entered.Target.Dispose();
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_host_share")]
    internal static Status Share(ulong host, uint workers, PeSharingReport* report)
    {
        try
        {
            using Entered<PageHost> entered = new(host, HandleKind.Host);
            if (report is not null)
            {
                StructMemory.Check(report, nameof(report));
            }

            if (workers is 0 or > MostWorkers)
            {
                throw new CallException(Status.Range, $"workers is {workers}, and must be 1 to {MostWorkers}");
            }

            entered.Target.Sharer.ScanOnce((int)workers);
            if (report is not null)
            {
                StructMemory.Write(report, ReportOf(entered.Target), nameof(report));
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_host_get_report")]
    internal static Status GetReport(ulong host, PeSharingReport* report)
    {
        try
        {
            using Entered<PageHost> entered = new(host, HandleKind.Host);
            StructMemory.Write(report, ReportOf(entered.Target), nameof(report));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_host_report_json")]
    internal static Status ReportJson(ulong host, byte* text, nuint capacity, nuint* length)
    {
        try
        {
            using Entered<PageHost> entered = new(host, HandleKind.Host);
            TextMemory.Write(ReportTexts.Of(ReportOf(entered.Target)), text, capacity, length);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    private static PageHost Make(in PeHostOptions options)
    {
        ByteSize memory = new(options.MemoryBytes);
        if (options.CleanScans > MostCleanScans)
        {
            throw new CallException(
                Status.Range, $"clean_scans is {options.CleanScans}, and must be 0 to {MostCleanScans}");
        }

        SharingOptions sharing = new()
        {
            CleanScans = (int)options.CleanScans,
            MaxSharers = options.MaxSharers == 0 ? SharingOptions.DefaultMaxSharers : checked((int)options.MaxSharers),
            UseZeroPages = options.UseZeroPages != 0,
        };
        FrameStore store = options.Store switch
        {
            0 => new ByteFrameStore(memory),
            1 => new TokenFrameStore(memory),
            _ => throw new CallException(Status.Argument, $"there is no store {options.Store}"),
        };
        try
        {
            return new PageHost(store, sharing);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static PeSharingReport ReportOf(PageHost host)
    {
        SharingReport report = host.Sharer.Report;
        return new PeSharingReport
        {
            PagesShared = report.PagesShared,
            PagesSharing = report.PagesSharing,
            PagesUnshared = report.PagesUnshared,
            PagesVolatile = report.PagesVolatile,
            ZeroPages = report.ZeroPages,
            PagesSkipped = report.PagesSkipped,
            PagesScanned = report.PagesScanned,
            FullScans = report.FullScans,
            Merges = report.Merges,
            Breaks = report.Breaks,
            MetadataBytes = report.MetadataBytes,
            ProfitBytes = report.ProfitBytes,
            UsedFrames = host.Store.UsedFrames,
            FreeFrames = host.Store.FreeFrames,
        };
    }
}
