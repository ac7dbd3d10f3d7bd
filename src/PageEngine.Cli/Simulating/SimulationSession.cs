using PageEngine.Simulation;
using Spectre.Console;

namespace PageEngine.Cli.Simulating;

/// <summary>One simulation from the scenario's file to the result.</summary>
internal sealed class SimulationSession(SimulationRequest request, ToolContext context)
{
    // More refusals than anybody reads.
    private const int MostRefusals = 20;

    /// <summary>Reads, checks, runs and writes.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal int Run()
    {
        if (ScenarioFile.Read(request.Path, context.Messages, out int exitCode) is not { } file)
        {
            return exitCode;
        }

        if (request.ChecksOnly)
        {
            context.Output.WriteLine($"{request.Path}: {Describe(file.Scenario)}");
            return ExitCode.Fine;
        }

        if (request.OutputDirectory is { } directory
            && RunDirectory.ReasonAgainst(directory, request.Replaces) is { } reason)
        {
            context.Messages.Say(directory, reason);
            return ExitCode.Failed;
        }

        SimulationOutcome outcome = Simulate(file);
        context.Progress.Wipe();
        Write(outcome);
        return outcome.Result.End == ScenarioEnd.Faulted ? ExitCode.Failed : ExitCode.Fine;
    }

    private SimulationOutcome Simulate(ScenarioFile file)
    {
        long start = context.Clock.GetTimestamp();
        SimTime end = request.Until ?? file.Scenario.Duration;
        using ScenarioRunner runner = new(file.Scenario, new ScenarioRunnerOptions
        {
            Seed = request.Seed,
            Until = request.Until,
            Progress = new SimulationProgress(context.Progress, end),
            Simulation = OperatingSystem.IsLinux() ? new() { Allocator = new Linux.HugePageArenaAllocator() } : new(),
        });
        using RunFiles? files = request.OutputDirectory is { } directory
            ? new RunFiles(directory, file, runner.Simulation)
            : null;
        ScenarioResult result = runner.Run(files?.Sampler, context.Cancellation);
        context.Cancellation.ThrowIfCancellationRequested();
        return new SimulationOutcome(file, result, files?.Complete(result) ?? [], context.SecondsSince(start));
    }

    private void Write(SimulationOutcome outcome)
    {
        ScenarioResult result = outcome.Result;
        if (request.AsJson)
        {
            SimulationJson.Write(outcome, context.Output);
        }
        else
        {
            IAnsiConsole console = Tables.Open(context.Output);
            SimulationTables.Write(outcome, console);
        }

        foreach (ScenarioRefusal refusal in result.Refusals.Take(MostRefusals))
        {
            context.Messages.Say($"at {refusal.Time}: {refusal.Action} was refused: {refusal.Refusal.Text}");
        }

        if (result.Refusals.Count > MostRefusals)
        {
            context.Messages.Say($"and {result.Refusals.Count - MostRefusals} more were refused");
        }

        if (result.End == ScenarioEnd.Faulted)
        {
            context.Messages.Say(
                $"the simulation found its own books wrong and ended at {result.SimulatedTime}: {result.Fault}");
        }
    }

    private static string Describe(Scenario scenario)
    {
        int machines = scenario.Hosts.Sum(static host => host.Machines.Count);
        return $"fine: {Figures.Counted(scenario.Hosts.Count, "host")}, {Figures.Counted(machines, "machine")}, "
            + $"{Figures.Counted(scenario.Actions.Count, "action")}, {UnitText.Format(scenario.Duration)}";
    }
}
