using System.Runtime.InteropServices;
using PageEngine.Simulation;

namespace PageEngine.CApi;

/// <summary>Hosts in a simulation.</summary>
internal static unsafe class SimHostExports
{
    [UnmanagedCallersOnly(EntryPoint = "pe_sim_host_create")]
    internal static Status Create(ulong simulation, PeSimHostOptions* options, ulong* host)
    {
        try
        {
            using Entered<SimulationContext> entered = new(simulation, HandleKind.Simulation);
            PeSimHostOptions given = StructMemory.Read(options, nameof(options));
            CallException.ThrowIfNull(host is null, nameof(host));
            string name = TextMemory.ReadName((byte*)given.Name, "options->name");
            *host = Add(entered, OptionReading.HostOf(given, name));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_sim_host_create_json")]
    internal static Status CreateJson(ulong simulation, byte* json, ulong* host)
    {
        try
        {
            using Entered<SimulationContext> entered = new(simulation, HandleKind.Simulation);
            string text = TextMemory.Read(json, nameof(json));
            CallException.ThrowIfNull(host is null, nameof(host));
            *host = Add(entered, JsonReading.ReadHost(text));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_sim_host_connect")]
    internal static Status Connect(ulong first, ulong second, PeLinkOptions* options)
    {
        try
        {
            using Entered<SimulatedHost> entered = new(first, HandleKind.SimHost);
            SimulatedHost other = entered.Beside<SimulatedHost>(second, HandleKind.SimHost);
            PeLinkOptions given = StructMemory.Read(options, nameof(options));
            CallException.ThrowIfSet(given.Reserved);
            entered.Target.Simulation.Connect(entered.Target, other, OptionReading.LinkOf(given));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_sim_host_get_report")]
    internal static Status GetReport(ulong host, PeSimHostReport* report)
    {
        try
        {
            using Entered<SimulatedHost> entered = new(host, HandleKind.SimHost);
            StructMemory.Write(report, ReportReading.HostOf(entered.Target), nameof(report));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_sim_host_report_json")]
    internal static Status ReportJson(ulong host, byte* text, nuint capacity, nuint* length)
    {
        try
        {
            using Entered<SimulatedHost> entered = new(host, HandleKind.SimHost);
            TextMemory.Write(ReportTexts.Of(entered.Target), text, capacity, length);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    private static ulong Add(Entered<SimulationContext> entered, HostSpec spec)
    {
        SimulatedHost host = entered.Target.Simulation.AddHost(spec);
        ulong handle = entered.Add(HandleKind.SimHost, host);
        entered.Target.Hosts.Add(host, handle);
        return handle;
    }
}
