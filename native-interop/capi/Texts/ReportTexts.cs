using System.Buffers;
using System.Text;
using System.Text.Json;
using PageEngine.Simulation;

namespace PageEngine.CApi;

/// <summary>Reports as JSON: the fields of the header's structs under their names.</summary>
internal static class ReportTexts
{
    internal static string Of(PeSharingReport report) => Write(writer =>
    {
        writer.WriteNumber("pages_shared"u8, report.PagesShared);
        writer.WriteNumber("pages_sharing"u8, report.PagesSharing);
        writer.WriteNumber("pages_unshared"u8, report.PagesUnshared);
        writer.WriteNumber("pages_volatile"u8, report.PagesVolatile);
        writer.WriteNumber("zero_pages"u8, report.ZeroPages);
        writer.WriteNumber("pages_skipped"u8, report.PagesSkipped);
        writer.WriteNumber("pages_scanned"u8, report.PagesScanned);
        writer.WriteNumber("full_scans"u8, report.FullScans);
        writer.WriteNumber("merges"u8, report.Merges);
        writer.WriteNumber("breaks"u8, report.Breaks);
        writer.WriteNumber("metadata_bytes"u8, report.MetadataBytes);
        writer.WriteNumber("profit_bytes"u8, report.ProfitBytes);
        writer.WriteNumber("used_frames"u8, report.UsedFrames);
        writer.WriteNumber("free_frames"u8, report.FreeFrames);
    });

    internal static string Of(SimulatedHost host) => Write(writer =>
    {
        PeSimHostReport report = ReportReading.HostOf(host);
        writer.WriteString("name"u8, host.Name);
        writer.WriteNumber("memory_state"u8, report.MemoryState);
        writer.WriteNumber("time_ns"u8, report.TimeNs);
        writer.WriteNumber("capacity_pages"u8, report.CapacityPages);
        writer.WriteNumber("free_pages"u8, report.FreePages);
        writer.WriteNumber("private_pages"u8, report.PrivatePages);
        writer.WriteNumber("shared_pages"u8, report.SharedPages);
        writer.WriteNumber("sharing_pages"u8, report.SharingPages);
        writer.WriteNumber("zero_pages"u8, report.ZeroPages);
        writer.WriteNumber("ballooned_pages"u8, report.BalloonedPages);
        writer.WriteNumber("compressed_frames"u8, report.CompressedFrames);
        writer.WriteNumber("swapped_pages"u8, report.SwappedPages);
        writer.WriteNumber("reserved_pages"u8, report.ReservedPages);
        writer.WriteNumber("cpu_ns"u8, report.CpuNs);
    });

    internal static string Of(VirtualMachine machine, SimulationContext context) => Write(writer =>
    {
        PeMachineReport report = ReportReading.MachineOf(machine, context);
        writer.WriteString("name"u8, machine.Name);
        writer.WriteString("host"u8, machine.Host.Name);
        writer.WriteNumber("state"u8, report.State);
        writer.WriteNumber("time_ns"u8, report.TimeNs);
        writer.WriteNumber("configured_pages"u8, report.ConfiguredPages);
        writer.WriteNumber("resident_pages"u8, report.ResidentPages);
        writer.WriteNumber("shared_pages"u8, report.SharedPages);
        writer.WriteNumber("zero_pages"u8, report.ZeroPages);
        writer.WriteNumber("balloon_pages"u8, report.BalloonPages);
        writer.WriteNumber("compressed_pages"u8, report.CompressedPages);
        writer.WriteNumber("swapped_pages"u8, report.SwappedPages);
        writer.WriteNumber("working_set_pages"u8, report.WorkingSetPages);
        writer.WriteNumber("accesses"u8, report.Accesses);
        writer.WriteNumber("stall_ns"u8, report.StallNs);
    });

    internal static string Of(Simulation.Migration move) => Write(writer =>
    {
        PeMoveReport report = ReportReading.MoveOf(move);
        writer.WriteString("machine"u8, move.Machine.Name);
        writer.WriteString("source"u8, move.Source.Name);
        writer.WriteString("destination"u8, move.Destination.Name);
        if (move.FailureReason is { } reason)
        {
            writer.WriteString("failure_reason"u8, reason);
        }

        Write(writer, report);
        writer.WriteStartArray("rounds"u8);
        foreach (MigrationRoundReport round in move.Report.Rounds)
        {
            writer.WriteStartObject();
            Write(writer, ReportReading.RoundOf(round));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter writer, in PeMoveReport report)
    {
        writer.WriteNumber("stage"u8, report.Stage);
        writer.WriteNumber("is_over"u8, report.IsOver);
        writer.WriteNumber("is_committed"u8, report.IsCommitted);
        writer.WriteNumber("is_interrupted"u8, report.IsInterrupted);
        writer.WriteNumber("round_count"u8, report.RoundCount);
        writer.WriteNumber("begin_ns"u8, report.BeginNs);
        writer.WriteNumber("total_ns"u8, report.TotalNs);
        writer.WriteNumber("downtime_ns"u8, report.DowntimeNs);
        writer.WriteNumber("downtime_memory_ns"u8, report.DowntimeMemoryNs);
        writer.WriteNumber("downtime_device_ns"u8, report.DowntimeDeviceNs);
        writer.WriteNumber("downtime_exchange_ns"u8, report.DowntimeExchangeNs);
        writer.WriteNumber("downtime_activation_ns"u8, report.DowntimeActivationNs);
        writer.WriteNumber("bytes"u8, report.Bytes);
        writer.WriteNumber("pages"u8, report.Pages);
        writer.WriteNumber("zero_pages"u8, report.ZeroPages);
        writer.WriteNumber("downtime_pages"u8, report.DowntimePages);
        writer.WriteNumber("post_copy_pages"u8, report.PostCopyPages);
        writer.WriteNumber("post_copy_faults"u8, report.PostCopyFaults);
        writer.WriteNumber("post_copy_fault_ns"u8, report.PostCopyFaultNs);
        writer.WriteNumber("longest_post_copy_fault_ns"u8, report.LongestPostCopyFaultNs);
    }

    private static void Write(Utf8JsonWriter writer, in PeRoundReport report)
    {
        writer.WriteNumber("index"u8, report.Index);
        writer.WriteNumber("begin_ns"u8, report.BeginNs);
        writer.WriteNumber("duration_ns"u8, report.DurationNs);
        writer.WriteNumber("pages"u8, report.Pages);
        writer.WriteNumber("zero_pages"u8, report.ZeroPages);
        writer.WriteNumber("bytes"u8, report.Bytes);
        writer.WriteNumber("dirtied_pages"u8, report.DirtiedPages);
        writer.WriteNumber("remaining_pages"u8, report.RemainingPages);
        writer.WriteNumber("throttle_percent"u8, report.ThrottlePercent);
    }

    private static string Write(Action<Utf8JsonWriter> fields)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            fields(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
