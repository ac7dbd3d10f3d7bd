namespace PageEngine.Simulation;

/// <summary>What a host has promised and what it has free, while machines come and go in a plan.</summary>
internal sealed class HostBook
{
    private readonly FleetHost _host;
    private readonly AdmissionController _admission;
    private readonly ulong _headroomPages;
    private readonly List<FleetMachine> _machines = [];
    private long _freePages;
    private double _busyCpus;

    internal HostBook(Fleet fleet, FleetHost host, double headroom)
    {
        _host = host;
        _headroomPages = (ulong)(host.Admission.HostPages * headroom);
        _freePages = (long)host.FreePages;
        _admission = new AdmissionController(host.Admission);
        foreach (FleetMachine machine in fleet.Machines)
        {
            if (machine.Host == host.Name)
            {
                _machines.Add(machine);
                _busyCpus += machine.BusyCpus;
                if (!machine.IsOff)
                {
                    _admission.Admit(ClaimOf(machine));
                }
            }
        }
    }

    internal FleetHost Host => _host;

    internal IReadOnlyList<FleetMachine> Machines => _machines;

    internal double CpuShare => _busyCpus / _host.Cpus;

    /// <summary>What of the host is used: of its memory or of its processors, whichever is more.</summary>
    internal double Load => Math.Max(1 - ((double)Math.Max(0, _freePages) / _host.Admission.HostPages), CpuShare);

    /// <summary>Why a machine cannot come now; null when it can.</summary>
    internal Refusal? RefusalOf(FleetMachine machine)
    {
        if (!_host.IsUp)
        {
            return new Refusal(RefusalReason.NoHost, $"host {_host.Name} is not there");
        }

        if (machine.IsOff)
        {
            return null;
        }

        AdmissionDecision decision = _admission.Evaluate(ClaimOf(machine));
        if (!decision.IsAdmitted)
        {
            return new Refusal(RefusalReason.NotAdmitted, $"host {_host.Name}: {decision.Reason}");
        }

        long left = _freePages - (long)(machine.UsedPages + _host.OverheadPages);
        return left < (long)_headroomPages
            ? new Refusal(
                RefusalReason.NoMemory,
                $"host {_host.Name} has {Math.Max(0, _freePages)} free pages, keeps {_headroomPages} "
                + $"and the machine needs {machine.UsedPages + _host.OverheadPages}")
            : null;
    }

    /// <summary>The load if a machine came.</summary>
    internal double LoadWith(FleetMachine machine)
    {
        ulong taken = machine.IsOff ? 0 : machine.UsedPages + _host.OverheadPages;
        double free = Math.Max(0, _freePages - (long)taken);
        return Math.Max(1 - (free / _host.Admission.HostPages), (_busyCpus + machine.BusyCpus) / _host.Cpus);
    }

    /// <summary>The load if a machine left.</summary>
    internal double LoadWithout(FleetMachine machine)
    {
        ulong given = machine.IsOff ? 0 : machine.ResidentPages + _host.OverheadPages;
        double free = Math.Max(0, _freePages + (long)given);
        return Math.Max(1 - (free / _host.Admission.HostPages), (_busyCpus - machine.BusyCpus) / _host.Cpus);
    }

    /// <summary>A machine comes: its room is taken from now on.</summary>
    internal void Add(FleetMachine machine)
    {
        _machines.Add(machine);
        _busyCpus += machine.BusyCpus;
        if (!machine.IsOff)
        {
            _admission.Admit(ClaimOf(machine));
            _freePages -= (long)(machine.UsedPages + _host.OverheadPages);
        }
    }

    /// <summary>A machine leaves: its room is free from now on.</summary>
    internal void Remove(FleetMachine machine)
    {
        _machines.RemoveAll(candidate => candidate.Name == machine.Name);
        _busyCpus -= machine.BusyCpus;
        if (!machine.IsOff)
        {
            _admission.Release(ClaimOf(machine));
            _freePages += (long)(machine.ResidentPages + _host.OverheadPages);
        }
    }

    /// <summary>A machine that was added does not come after all.</summary>
    internal void Undo(FleetMachine machine)
    {
        _machines.RemoveAt(_machines.FindLastIndex(candidate => candidate.Name == machine.Name));
        _busyCpus -= machine.BusyCpus;
        if (!machine.IsOff)
        {
            _admission.Release(ClaimOf(machine));
            _freePages += (long)(machine.UsedPages + _host.OverheadPages);
        }
    }

    private MemoryClaim ClaimOf(FleetMachine machine) => machine.Claim with { OverheadPages = _host.OverheadPages };
}
