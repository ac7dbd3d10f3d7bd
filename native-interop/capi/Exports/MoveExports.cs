using System.Runtime.InteropServices;
using PageEngine.Simulation;

namespace PageEngine.CApi;

/// <summary>Migrations in a simulation.</summary>
internal static unsafe class MoveExports
{
    [UnmanagedCallersOnly(EntryPoint = "pe_move_cancel")]
    internal static Status Cancel(ulong move)
    {
        try
        {
            using Entered<Simulation.Migration> entered = new(move, HandleKind.Move);
            if (entered.Target.Cancel() is { } refusal)
            {
                throw new CallException(Status.Refused, refusal.Text);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_move_advance")]
    internal static Status Advance(ulong move, long limitNs, PeStep* step)
    {
        try
        {
            using Entered<Simulation.Migration> entered = new(move, HandleKind.Move);
            StepWriting.Check(step);
            Simulation.Simulation simulation = entered.Target.Simulation;
            StepResult result = simulation.AdvanceUntil(entered.Target, new SimTime(limitNs));
            StepWriting.Write(step, result, simulation);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_move_get_report")]
    internal static Status GetReport(ulong move, PeMoveReport* report)
    {
        try
        {
            using Entered<Simulation.Migration> entered = new(move, HandleKind.Move);
            StructMemory.Write(report, ReportReading.MoveOf(entered.Target), nameof(report));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_move_get_round")]
    internal static Status GetRound(ulong move, uint index, PeRoundReport* report)
    {
        try
        {
            using Entered<Simulation.Migration> entered = new(move, HandleKind.Move);
            StructMemory.Check(report, nameof(report));
            IReadOnlyList<MigrationRoundReport> rounds = entered.Target.Report.Rounds;
            if (index >= rounds.Count)
            {
                throw new CallException(Status.Range, $"round {index} has not ended; there are {rounds.Count}");
            }

            StructMemory.Write(report, ReportReading.RoundOf(rounds[(int)index]), nameof(report));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_move_report_json")]
    internal static Status ReportJson(ulong move, byte* text, nuint capacity, nuint* length)
    {
        try
        {
            using Entered<Simulation.Migration> entered = new(move, HandleKind.Move);
            TextMemory.Write(ReportTexts.Of(entered.Target), text, capacity, length);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }
}
