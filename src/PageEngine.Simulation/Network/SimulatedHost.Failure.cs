namespace PageEngine.Simulation;

/// <content>A host that fails as a whole.</content>
public sealed partial class SimulatedHost
{
    /// <summary>Whether the host has failed and not come back: no machine starts on it and nothing reaches it.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Lets the host fail: its machines crash, and whatever was on its way to it or from it is lost.</summary>
    public void Fail()
    {
        ThrowIfGone();
        Simulation.ThrowIfBusy();
        if (HasFailed)
        {
            return;
        }

        HasFailed = true;
        Tell(EventKind.HostChanged, 0);
        Simulation.Network.PathsChanged();
        foreach (VirtualMachine machine in _machines.ToArray())
        {
            if (VmTransitions.IsLegal(machine.State, VmState.Crashed))
            {
                machine.CrashNow($"host {Name} failed");
            }
        }

        Simulation.RaiseLifecycleChanges();
    }

    /// <summary>Brings a host back that had failed; its machines can be started again.</summary>
    public void Recover()
    {
        ThrowIfGone();
        Simulation.ThrowIfBusy();
        if (HasFailed)
        {
            HasFailed = false;
            Tell(EventKind.HostChanged, 1);
            Simulation.Network.PathsChanged();
        }
    }
}
