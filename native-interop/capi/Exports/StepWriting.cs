using PageEngine.Simulation;

namespace PageEngine.CApi;

/// <summary>Tells a program how far a simulation has come, if it wants to know.</summary>
internal static unsafe class StepWriting
{
    /// <summary>Refuses a step that has no room, before time goes on.</summary>
    internal static void Check(PeStep* step)
    {
        if (step is not null)
        {
            StructMemory.Check(step, nameof(step));
        }
    }

    internal static void Write(PeStep* step, in StepResult result, Simulation.Simulation simulation)
    {
        if (result.Fault is { } fault)
        {
            LastError.Set(fault);
        }

        if (step is not null)
        {
            StructMemory.Write(step, ReportReading.StepOf(result, simulation), nameof(step));
        }
    }
}
