namespace PageEngine.Simulation;

/// <summary>What a scenario does with machines: starts and actions, at their times.</summary>
internal sealed class ScenarioTimeline
{
    private readonly Simulation _simulation;
    private readonly List<VirtualMachine> _machines = [];
    private readonly Queue<ScenarioAction> _ahead;
    private readonly List<ScenarioRefusal> _refusals = [];

    internal ScenarioTimeline(Simulation simulation, Scenario scenario)
    {
        _simulation = simulation;
        List<ScenarioAction> starts = [];
        foreach (ScenarioHost host in scenario.Hosts)
        {
            SimulatedHost added = simulation.AddHost(host.Spec);
            foreach (ScenarioMachine machine in host.Machines)
            {
                _machines.Add(added.Define(machine.Spec));
                if (machine.Start is { } start)
                {
                    starts.Add(new StartAction { At = start, Machine = machine.Spec.Name });
                }
            }
        }

        // A sort that keeps the order of what has one time.
        _ahead = new Queue<ScenarioAction>(starts.Concat(scenario.Actions).OrderBy(static action => action.At));
    }

    /// <summary>All machines of the scenario, in its order.</summary>
    internal IReadOnlyList<VirtualMachine> Machines => _machines;

    /// <summary>What was refused so far.</summary>
    internal IReadOnlyList<ScenarioRefusal> Refusals => _refusals;

    /// <summary>When there is something to do; <see cref="SimTime.Never"/> when all is done.</summary>
    internal SimTime NextTime => _ahead.TryPeek(out ScenarioAction? next) ? next.At : SimTime.Never;

    /// <summary>Does what is due.</summary>
    internal void DoDue()
    {
        while (_ahead.TryPeek(out ScenarioAction? action) && action.At <= _simulation.Now)
        {
            _ahead.Dequeue();
            foreach (VirtualMachine machine in _machines)
            {
                if (action.Concerns(machine.Name) && Do(action, machine) is { } refusal)
                {
                    _refusals.Add(new ScenarioRefusal(_simulation.Now, NameOf(action), machine.Name, refusal));
                }
            }
        }
    }

    private static Refusal? Do(ScenarioAction action, VirtualMachine machine)
    {
        if (!machine.Exists)
        {
            return new Refusal(RefusalReason.WrongState, $"machine {machine.Name} is destroyed");
        }

        return action switch
        {
            StartAction => machine.Start(),
            StopAction => machine.Stop(),
            PauseAction => machine.Pause(),
            ResumeAction => machine.State == VmState.Suspended ? machine.ResumeFromDisk() : machine.Resume(),
            SuspendAction => machine.SuspendToDisk(),
            BalloonAction balloon => machine.SetBalloon(balloon.Target),
            _ => Destroy(machine),
        };
    }

    private static Refusal? Destroy(VirtualMachine machine)
    {
        bool isOff = VmTransitions.IsLegal(machine.State, VmState.Destroyed);
        return (isOff ? null : machine.Stop()) ?? machine.Destroy();
    }

    private static string NameOf(ScenarioAction action) => action switch
    {
        StartAction => "start",
        StopAction => "stop",
        PauseAction => "pause",
        ResumeAction => "resume",
        SuspendAction => "suspend",
        BalloonAction => "balloon",
        _ => "destroy",
    };
}
