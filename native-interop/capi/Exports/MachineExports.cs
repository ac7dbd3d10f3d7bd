using System.Runtime.InteropServices;
using PageEngine.Simulation;

namespace PageEngine.CApi;

/// <summary>Virtual machines in a simulation.</summary>
internal static unsafe class MachineExports
{
    [UnmanagedCallersOnly(EntryPoint = "pe_machine_start")]
    internal static Status Start(ulong host, PeMachineOptions* options, ulong* machine)
    {
        try
        {
            using Entered<SimulatedHost> entered = new(host, HandleKind.SimHost);
            PeMachineOptions given = StructMemory.Read(options, nameof(options));
            CallException.ThrowIfNull(machine is null, nameof(machine));
            CallException.ThrowIfSet(given.Reserved);
            string name = TextMemory.ReadName((byte*)given.Name, "options->name");
            *machine = Start(entered, OptionReading.MachineOf(given, name));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_machine_start_json")]
    internal static Status StartJson(ulong host, byte* json, ulong* machine)
    {
        try
        {
            using Entered<SimulatedHost> entered = new(host, HandleKind.SimHost);
            string text = TextMemory.Read(json, nameof(json));
            CallException.ThrowIfNull(machine is null, nameof(machine));
            *machine = Start(entered, JsonReading.ReadMachine(text));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_machine_write")]
    internal static Status Write(ulong machine, ulong address, void* bytes, nuint length)
    {
        try
        {
            using Entered<VirtualMachine> entered = new(machine, HandleKind.Machine);

            // SAFETY: the program says that there are as many bytes.
            Check(entered.Target.Write(address, new ReadOnlySpan<byte>(bytes, ByteRuns.LengthOf(bytes, length))));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_machine_read")]
    internal static Status Read(ulong machine, ulong address, void* bytes, nuint length)
    {
        try
        {
            using Entered<VirtualMachine> entered = new(machine, HandleKind.Machine);

            // SAFETY: the program says that there is room for as many bytes.
            Check(entered.Target.Read(address, new Span<byte>(bytes, ByteRuns.LengthOf(bytes, length))));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_machine_get_report")]
    internal static Status GetReport(ulong machine, PeMachineReport* report)
    {
        try
        {
            using Entered<VirtualMachine> entered = new(machine, HandleKind.Machine);
            PeMachineReport measured = ReportReading.MachineOf(entered.Target, entered.Context);
            StructMemory.Write(report, measured, nameof(report));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_machine_report_json")]
    internal static Status ReportJson(ulong machine, byte* text, nuint capacity, nuint* length)
    {
        try
        {
            using Entered<VirtualMachine> entered = new(machine, HandleKind.Machine);
            TextMemory.Write(ReportTexts.Of(entered.Target, entered.Context), text, capacity, length);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_machine_migrate")]
    internal static Status Migrate(ulong machine, ulong destination, PeMoveOptions* options, ulong* move)
    {
        try
        {
            using Entered<VirtualMachine> entered = new(machine, HandleKind.Machine);
            SimulatedHost host = entered.Beside<SimulatedHost>(destination, HandleKind.SimHost);
            PeMoveOptions given = options is null ? default : StructMemory.Read(options, nameof(options));
            CallException.ThrowIfNull(move is null, nameof(move));
            MigrationMethod method = OptionReading.MethodOf(given);
            Simulation.Migration begun = entered.Target.TryMigrateTo(host, method, out Refusal? refusal)
                ?? throw new CallException(Status.Refused, refusal!.Text);
            *move = entered.Add(HandleKind.Move, begun);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    private static ulong Start(Entered<SimulatedHost> entered, VmSpec spec)
    {
        VirtualMachine machine = entered.Target.TryStart(spec, out Refusal? refusal)
            ?? throw new CallException(Status.Refused, refusal!.Text);
        return entered.Add(HandleKind.Machine, machine);
    }

    private static void Check(in AccessOutcome outcome)
    {
        if (!outcome.Succeeded)
        {
            throw new CallException(Status.OutOfMemory, "the host could not provide a page that the access needs");
        }
    }
}
