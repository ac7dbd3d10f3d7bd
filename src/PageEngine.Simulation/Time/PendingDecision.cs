namespace PageEngine.Simulation;

/// <summary>A question that the simulation leaves to the embedding program: which machine ends when a host has no memory left.</summary>
/// <remarks>Time stands still until <see cref="Decide"/> is called. A host asks with <see cref="OutOfMemoryAction.Ask"/>.</remarks>
public sealed class PendingDecision
{
    internal PendingDecision(SimulatedHost host, VirtualMachine faulting, IReadOnlyList<VirtualMachine> candidates)
    {
        Host = host;
        Faulting = faulting;
        Candidates = candidates;
    }

    /// <summary>The host that has no memory left.</summary>
    public SimulatedHost Host { get; }

    /// <summary>The machine whose page could not be served; it waits.</summary>
    public VirtualMachine Faulting { get; }

    /// <summary>The machines to choose from, the largest first.</summary>
    public IReadOnlyList<VirtualMachine> Candidates { get; }

    /// <summary>Answers: this machine is ended and its memory goes to the others.</summary>
    /// <param name="victim">One of <see cref="Candidates"/>.</param>
    /// <exception cref="ArgumentException">The machine is not a candidate.</exception>
    /// <exception cref="InvalidOperationException">The question was answered before.</exception>
    public void Decide(VirtualMachine victim)
    {
        ArgumentNullException.ThrowIfNull(victim);
        Host.Simulation.ThrowIfBusy();
        if (Host.Simulation.PendingDecision != this)
        {
            throw new InvalidOperationException("this question is not open any more");
        }

        if (!Candidates.Contains(victim))
        {
            throw new ArgumentException($"{victim.Name} is not a candidate", nameof(victim));
        }

        Host.Simulation.Answered();
        Host.EndForMemory(victim);
        Host.Simulation.RaiseLifecycleChanges();
    }
}
