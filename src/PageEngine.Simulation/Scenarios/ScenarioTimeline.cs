namespace PageEngine.Simulation;

/// <summary>What a scenario does: starts and actions, at their times.</summary>
internal sealed partial class ScenarioTimeline
{
    private readonly Simulation _simulation;
    private readonly List<VirtualMachine> _machines = [];
    private readonly List<Migration> _moves = [];
    private readonly ScenarioPlans _plans;
    private readonly PriorityQueue<ScenarioAction, (SimTime At, int Place)> _ahead = new();
    private readonly List<ScenarioRefusal> _refusals = [];
    private int _places;

    internal ScenarioTimeline(Simulation simulation, Scenario scenario)
    {
        _simulation = simulation;
        _plans = new ScenarioPlans(simulation);
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

        foreach (ScenarioLink link in scenario.Links)
        {
            simulation.Connect(HostOf(link.First), HostOf(link.Second), link.Spec);
        }

        foreach (ScenarioAction action in starts.Concat(scenario.Actions))
        {
            Add(action);
        }
    }

    /// <summary>All machines of the scenario, in its order.</summary>
    internal IReadOnlyList<VirtualMachine> Machines => _machines;

    /// <summary>The moves that were begun, in their order.</summary>
    internal IReadOnlyList<Migration> Moves => _moves;

    /// <summary>The plans that were made, in their order.</summary>
    internal IReadOnlyList<MigrationPlanRun> Plans => _plans.Runs;

    /// <summary>The events after which <see cref="DoDue"/> has something to do before <see cref="NextTime"/>.</summary>
    internal EventFilter Watched => _plans.Watched;

    /// <summary>What was refused so far.</summary>
    internal IReadOnlyList<ScenarioRefusal> Refusals => _refusals;

    /// <summary>When there is something to do; <see cref="SimTime.Never"/> when all is done.</summary>
    internal SimTime NextTime =>
        SimTime.Min(_ahead.TryPeek(out ScenarioAction? next, out _) ? next.At : SimTime.Never, _plans.NextTime);

    /// <summary>Does what is due.</summary>
    /// <param name="until">Stops before this action, which is left out; null for doing everything that is due.</param>
    /// <returns>False when it came to that action.</returns>
    internal bool DoDue(ScenarioAction? until = null)
    {
        while (_ahead.TryPeek(out ScenarioAction? action, out _) && action.At <= _simulation.Now)
        {
            if (ReferenceEquals(action, until))
            {
                return false;
            }

            _ahead.Dequeue();
            Do(action);
        }

        foreach ((string machine, Refusal refusal) in _plans.GoOn(_moves))
        {
            _refusals.Add(new ScenarioRefusal(_simulation.Now, "move by plan", machine, refusal));
        }

        return true;
    }

    private void Add(ScenarioAction action) => _ahead.Enqueue(action, (action.At, _places++));

    private SimulatedHost HostOf(string name) =>
        _simulation.Hosts.FirstOrDefault(host => host.Name == name)
            ?? throw new ArgumentException($"there is no host {name}");

    private void Do(ScenarioAction action)
    {
        switch (action)
        {
            case MachineAction concerned:
                foreach (VirtualMachine machine in _machines)
                {
                    if (concerned.Concerns(machine.Name) && Do(concerned, machine) is { } refusal)
                    {
                        _refusals.Add(new ScenarioRefusal(_simulation.Now, NameOf(action), machine.Name, refusal));
                    }
                }

                break;
            case LinkAction link:
                Do(link);
                break;
            case PlanAction plan:
                _plans.Begin(plan);
                if (plan.Every is { } every)
                {
                    Add(plan with { At = plan.At + every });
                }

                break;
        }
    }

    private void Do(LinkAction action)
    {
        NetworkLink link = _simulation.LinkBetween(HostOf(action.Between[0]), HostOf(action.Between[1]))
            ?? throw new ArgumentException($"{action.Between[0]} and {action.Between[1]} are not linked");
        if (action is CutLinkAction)
        {
            link.Cut();
        }
        else
        {
            link.Repair();
        }
    }

    private Refusal? Do(MachineAction action, VirtualMachine machine)
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
            MigrateAction migrate => Migrate(migrate, machine),
            CallOffAction => machine.Move is { } move
                ? move.Cancel()
                : new Refusal(RefusalReason.WrongState, $"machine {machine.Name} is not being moved"),
            _ => Destroy(machine),
        };
    }

    private Refusal? Migrate(MigrateAction action, VirtualMachine machine)
    {
        if (machine.TryMigrateTo(HostOf(action.To), action.How, out Refusal? refusal) is { } move)
        {
            _moves.Add(move);
        }

        return refusal;
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
        MigrateAction => "migrate",
        CallOffAction => "call off",
        _ => "destroy",
    };
}
