using System.Globalization;
using PageEngine.Cli.Simulating;
using PageEngine.Reports;
using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>One comparison from the scenario's file to the report.</summary>
internal sealed class MigrateSession(MigrateRequest request, ToolContext context)
{
    /// <summary>Reads, checks, tries all ways and writes.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal int Run()
    {
        if (ScenarioFile.Read(request.Path, context.Messages, out int exitCode) is not { } file)
        {
            return exitCode;
        }

        if (FindMove(ref file, out string? problem) is not { } move)
        {
            context.Messages.Say(request.Path, problem!);
            return ExitCode.BadUsage;
        }

        if (request.OutputDirectory is { } directory
            && RunDirectory.ReasonAgainst(directory, request.Replaces) is { } reason)
        {
            context.Messages.Say(directory, reason);
            return ExitCode.Failed;
        }

        Write(Compare(file, move));
        return ExitCode.Fine;
    }

    /// <summary>The move of the scenario, changed by what the command line says; null when there is none.</summary>
    private MigrateAction? FindMove(ref ScenarioFile file, out string? problem)
    {
        Scenario scenario = file.Scenario;
        MigrateAction? first = scenario.Actions.OfType<MigrateAction>()
            .FirstOrDefault(move => request.Machine is not { } machine || move.Concerns(machine));
        MigrateAction move = first ?? new MigrateAction { At = SimTime.Zero, Machine = "", To = "" };
        bool isChanged = request.Machine is not null || request.To is not null || request.At is not null;
        if (isChanged)
        {
            move = move with
            {
                Machine = request.Machine ?? move.Machine,
                To = request.To ?? move.To,
                At = request.At ?? move.At,
            };
            IEnumerable<ScenarioAction> before =
                scenario.Actions.Where(action => !ReferenceEquals(action, first) && action.At <= move.At);
            file = file with { Scenario = scenario with { Actions = [.. before, move] } };
        }

        problem = ReasonAgainst(scenario, move, isTimed: first is not null || request.At is not null);
        return problem is null ? move : null;
    }

    private static string? ReasonAgainst(Scenario scenario, MigrateAction move, bool isTimed)
    {
        IEnumerable<string> machines =
            scenario.Hosts.SelectMany(static host => host.Machines).Select(static machine => machine.Spec.Name);
        return move.Machine.Length == 0 || move.To.Length == 0 || !isTimed
            ? "the scenario moves no machine: add a \"migrate\" action, or say --machine, --to and --at"
            : !machines.Any(move.Concerns) ? $"there is no machine {move.Machine}"
            : !scenario.Hosts.Any(host => host.Spec.Name == move.To) ? $"there is no host {move.To}"
            : null;
    }

    private MigrateOutcome Compare(ScenarioFile file, MigrateAction move)
    {
        long start = context.Clock.GetTimestamp();
        ulong seed = request.Seed ?? file.Scenario.Seed;
        IReadOnlyList<(string Name, MigrationMethod Method)> ways = MoveWays.Make(
            request.Methods, request.Policies, request.Change(move.How.As<Hybrid>()));
        context.Progress.Begin(
            "up to the move", (ulong)Math.Max(1, move.At.Nanoseconds),
            static (done, _) => $"{new SimTime((long)done)} simulated");
        TrialProgress progress = new(context.Progress);
        using MigrationComparison comparison = new(
            file.Scenario with { Seed = seed }, move,
            new TrialOptions { Limit = request.Limit, Progress = progress }, context.Cancellation);
        List<MigrationTrial> trials = [];
        foreach ((string name, MigrationMethod method) in ways)
        {
            context.Progress.Begin(
                string.Create(CultureInfo.InvariantCulture, $"{trials.Count + 1} of {ways.Count}: {name}"),
                (ulong)request.Limit.Nanoseconds, static (done, _) => $"{new SimTime((long)done)} simulated");
            trials.Add(comparison.Run(name, method, context.Cancellation));
        }

        ByteSize memory = comparison.Simulation.VirtualMachines
            .First(machine => machine.Name == comparison.Machine).Spec.Memory;
        MigrateOutcome outcome = new(
            file, comparison, comparison.Simulation.Now, memory, seed, trials, [], context.SecondsSince(start));
        context.Progress.Wipe();
        if (request.OutputDirectory is not { } directory)
        {
            return outcome;
        }

        RunFile report = MigrateReport.Compose(outcome).Write(directory);
        return outcome with { Files = [report], Seconds = context.SecondsSince(start) };
    }

    private void Write(MigrateOutcome outcome)
    {
        if (request.AsJson)
        {
            MigrateJson.Write(outcome, context.Output);
        }
        else
        {
            MigrateTables.Write(outcome, Tables.Open(context.Output));
        }
    }

    private sealed class TrialProgress(ProgressLine line) : IProgress<SimTime>
    {
        public void Report(SimTime value) => line.Report((ulong)value.Nanoseconds);
    }
}
