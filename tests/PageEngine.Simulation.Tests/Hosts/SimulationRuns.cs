namespace PageEngine.Simulation.Tests.Hosts;

/// <summary>Simulations of one host, and how they are run in tests.</summary>
internal static class SimulationRuns
{
    /// <summary>A simulation whose books are proved every few hundred events.</summary>
    internal static Simulation New(ulong seed) => new(seed, new SimulationOptions { InvariantInterval = 500 });

    /// <summary>Lets time pass, without a fault.</summary>
    internal static void Run(this Simulation simulation, double seconds)
    {
        StepResult result = simulation.AdvanceTo(simulation.Now + SimTime.FromSeconds(seconds));
        Assert.True(result.Reason == StepReason.Completed, $"{result.Reason}: {result.Fault} {simulation.FaultException}");
        simulation.CheckInvariants();
    }

    /// <summary>The pages of a machine that the host has on its swap device.</summary>
    internal static ulong Swapped(this SimulatedHost host) => host.Measure().SwappedPages;
}
