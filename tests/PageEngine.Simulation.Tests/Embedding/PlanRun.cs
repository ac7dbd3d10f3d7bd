using System.Globalization;

namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>A plan on its way: the simulation, and how far the moves have come.</summary>
/// <remarks>The simulation can be replaced between any two steps by one that was restored.</remarks>
internal sealed class PlanRun : IDisposable
{
    private readonly Plan _plan;
    private readonly List<EventHandle> _timers = [];
    private readonly List<string> _results = [];
    private readonly EventTape _tape = new();
    private int _next;

    internal PlanRun(Plan plan, SimulationOptions? options = null)
    {
        _plan = plan;
        Simulation = new Simulation(plan.Seed, options);
        foreach (HostSpec host in plan.Hosts)
        {
            Simulation.AddHost(host);
        }

        Simulation.Observe(_tape, EventFilter.All);
    }

    private PlanRun(PlanRun other, Simulation simulation)
    {
        _plan = other._plan;
        _timers = [.. other._timers];
        _results = [.. other._results];
        _tape = other._tape.Copy();
        _next = other._next;
        Simulation = simulation;
        Simulation.Observe(_tape, EventFilter.All);
    }

    internal Simulation Simulation { get; private set; }

    /// <summary>What was told and what came of the moves.</summary>
    internal IReadOnlyList<string> Results => _results;

    internal EventTape Tape => _tape;

    private SimTime Limit => _next < _plan.Moves.Count ? _plan.Moves[_next].At : _plan.End;

    /// <summary>The same history up to here, with another simulation.</summary>
    internal PlanRun With(Simulation simulation) => new(this, simulation);

    /// <summary>Goes on with another simulation instead of this one.</summary>
    internal void Replace(Simulation simulation)
    {
        if (!ReferenceEquals(simulation, Simulation))
        {
            Simulation.Dispose();
            Simulation = simulation;
            Simulation.Observe(_tape, EventFilter.All);
        }
    }

    /// <summary>Handles an event, or makes a move, or decides what is asked. False at the end.</summary>
    internal bool Step() => Advance(mostEvents: 1);

    /// <summary>Runs to the end without looking.</summary>
    internal PlanRun RunToEnd()
    {
        while (Advance(mostEvents: 0))
        {
        }

        return this;
    }

    private bool Advance(ulong mostEvents)
    {
        if (Simulation.PendingDecision is { } decision)
        {
            _results.Add($"{decision.Faulting} asks, {string.Join(' ', decision.Candidates)}");
            decision.Decide(decision.Candidates[0]);
            return true;
        }

        if (Simulation.NextEventTime < Limit)
        {
            StepResult result = Simulation.AdvanceTo(Limit, new StepOptions { MaxEvents = mostEvents });
            Assert.True(result.Reason != StepReason.Faulted, $"{_plan}: {result.Fault}\n{Simulation.FaultException}");
            return true;
        }

        Simulation.AdvanceTo(Limit);
        if (_next == _plan.Moves.Count)
        {
            return false;
        }

        Move move = _plan.Moves[_next++];
        string result2 = Do(move);
        _results.Add(string.Create(CultureInfo.InvariantCulture, $"{move.At} {move.Kind} {move.Machine}: {result2}"));
        return true;
    }

    private string Do(Move move)
    {
        VirtualMachine? machine = Simulation.VirtualMachines.SingleOrDefault(vm => vm.Name == move.Machine);
        if (machine is null)
        {
            if (move.Kind != MoveKind.Start)
            {
                return "not there";
            }

            machine = Simulation.Hosts[_plan.HostOf(move.Machine)].Define(_plan.SpecOf(move.Machine));
        }

        return move.Kind switch
        {
            MoveKind.Start => TextOf(machine.Start()),
            MoveKind.Pause => TextOf(machine.Pause()),
            MoveKind.Resume => TextOf(machine.Resume()),
            MoveKind.Suspend => TextOf(machine.SuspendToDisk()),
            MoveKind.ResumeFromDisk => TextOf(machine.ResumeFromDisk()),
            MoveKind.Cancel => TextOf(machine.Cancel()),
            MoveKind.Stop => TextOf(machine.Stop()),
            MoveKind.Destroy => TextOf(machine.Destroy()),
            MoveKind.ScheduleTimer => AddTimer(Simulation.ScheduleTimer(Simulation.Now + new SimTime((long)(move.Argument % 50_000_000)), (long)move.Argument)),
            MoveKind.CancelTimer => _timers.Count == 0 ? "none" : Simulation.CancelTimer(_timers[^1]).ToString(),
            _ when machine.Memory is null || machine.State == VmState.Resuming => "no pages",
            _ => Touch(machine, move),
        };
    }

    private string Touch(VirtualMachine machine, Move move)
    {
        if (!VmTransitions.HoldsMemory(machine.State))
        {
            return "no memory";
        }

        ulong pages = machine.Spec.Memory.Pages;
        GuestFrameNumber page = new(move.Argument % pages);
        PageToken token = new(move.Argument >> 1);
        switch (move.Kind)
        {
            case MoveKind.WriteBytes:
                byte[] bytes = new Draws(move.Argument, "bytes").Bytes((int)Math.Min(6000, (pages << Page.Shift) - page.Address));
                return machine.Write(page.Address, bytes).ToString();
            case MoveKind.WriteToken:
                return machine.Access(page, token).ToString();
            case MoveKind.BeginAccess:
                return machine.BeginAccess(page, token, 7, out AccessOutcome outcome) is { } timer ? AddTimer(timer) : outcome.ToString();
            default:
                byte[] read = new byte[100];
                string done = machine.Read(page.Address + 50, read).ToString();
                return done + Convert.ToHexString(read.AsSpan(0, 8));
        }
    }

    private string AddTimer(EventHandle timer)
    {
        _timers.Add(timer);
        return timer.ToString();
    }

    private static string TextOf(Refusal? refusal) => refusal?.ToString() ?? "done";

    public void Dispose() => Simulation.Dispose();
}
