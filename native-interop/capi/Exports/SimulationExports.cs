using System.Runtime.InteropServices;
using PageEngine.Simulation;

namespace PageEngine.CApi;

/// <summary>Simulations and their time.</summary>
internal static unsafe class SimulationExports
{
    [UnmanagedCallersOnly(EntryPoint = "pe_simulation_create")]
    internal static Status Create(ulong seed, ulong* simulation)
    {
        try
        {
            CallException.ThrowIfNull(simulation is null, nameof(simulation));
            SimulationContext made = new(new Simulation.Simulation(seed));
            *simulation = HandleTable.Add(new HandleEntry(HandleKind.Simulation, made, made), 0);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_simulation_free")]
    internal static Status Free(ulong simulation)
    {
        try
        {
            using Entered<SimulationContext> entered = new(simulation, HandleKind.Simulation);
            HandleTable.Remove(simulation);
            entered.Target.Simulation.Dispose();
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_simulation_advance")]
    internal static Status Advance(ulong simulation, long toNs, ulong maxEvents, PeStep* step)
    {
        try
        {
            using Entered<SimulationContext> entered = new(simulation, HandleKind.Simulation);
            StepWriting.Check(step);
            if (toNs == SimTime.Never.Nanoseconds)
            {
                throw new CallException(
                    Status.Range, "there is always something to come: advance to a time, not to PE_NEVER");
            }

            Simulation.Simulation target = entered.Target.Simulation;
            StepResult result = target.AdvanceTo(new SimTime(toNs), new StepOptions { MaxEvents = maxEvents });
            StepWriting.Write(step, result, target);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }
}
