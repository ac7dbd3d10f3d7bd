namespace PageEngine.Simulation;

/// <summary>What a machine does when nobody moves it, as long as somebody asks.</summary>
/// <remarks>A fork of its own, advanced as far as was asked for at the latest.</remarks>
internal sealed class WorkWithoutMove(Simulation fork, string machine, SimTime interval) : IDisposable
{
    private readonly ScenarioDriver _driver = new(fork, null);
    private readonly VirtualMachine _machine = fork.VirtualMachines.First(candidate => candidate.Name == machine);
    private readonly SimTime _begin = fork.Now;
    private readonly List<ulong> _work = [];

    /// <summary>
    /// The accesses of its tasks in so many intervals from the beginning; null when the run was ended.
    /// </summary>
    internal ulong? After(int intervals, CancellationToken cancellation)
    {
        if (_work.Count == 0)
        {
            _work.Add(_machine.Counters.Accesses);
        }

        while (_work.Count <= intervals)
        {
            if (_driver.AdvanceTo(_begin + (interval * _work.Count), EventFilter.None, cancellation) is not null)
            {
                return null;
            }

            _work.Add(_machine.Counters.Accesses);
        }

        return _work[intervals] - _work[0];
    }

    public void Dispose() => fork.Dispose();
}
