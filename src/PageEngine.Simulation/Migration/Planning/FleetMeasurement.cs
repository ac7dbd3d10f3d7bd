using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>Watches the machines of a simulation for a while, to know how they write and what they use.</summary>
/// <remarks>
/// It reads the dirty logs with cursors of its own and changes nothing. Look two times at least: how the number of
/// different pages grows says how many there are. One thread at a time, with everything else of the simulation; dispose
/// it before the simulation is saved.
/// </remarks>
public sealed class FleetMeasurement : IDisposable
{
    private const int Doublings = 12;

    private readonly Simulation _simulation;
    private readonly SimTime _begin;
    private readonly List<Watched> _machines = [];

    /// <summary>Begins to watch.</summary>
    /// <param name="simulation">The simulation.</param>
    public FleetMeasurement(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        _simulation = simulation;
        _begin = simulation.Now;
        foreach (VirtualMachine machine in simulation.VirtualMachines)
        {
            _machines.Add(new Watched(machine));
        }
    }

    /// <summary>Takes note of what was written until now.</summary>
    public void Look()
    {
        double seconds = (_simulation.Now - _begin).TotalSeconds;
        foreach (Watched machine in _machines)
        {
            machine.Look(seconds);
        }
    }

    /// <summary>The fleet as it is now; machines that came meanwhile are taken for ones that do not write.</summary>
    public Fleet ToFleet()
    {
        double seconds = (_simulation.Now - _begin).TotalSeconds;
        return new Fleet(
            [.. _simulation.Hosts.Select(HostOf)],
            [.. _simulation.VirtualMachines.Select(machine => MachineOf(machine, seconds))],
            [.. _simulation.Links.Select(LinkOf)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Watched machine in _machines)
        {
            machine.Close();
        }

        _machines.Clear();
    }

    private static FleetLink LinkOf(NetworkLink link) =>
        new(link.First.Name, link.Second.Name, link.Spec) { IsUp = link.IsUp };

    private static FleetHost HostOf(SimulatedHost host) => new(
        host.Name,
        new AdmissionOptions
        {
            HostPages = host.CapacityPages,
            HostReservePages = host.Spec.Reserved.Pages,
            Policy = host.Spec.Admission.Rule,
            OvercommitRatio = host.Spec.Admission.OvercommitRatio,
        },
        host.FreePages)
    {
        OverheadPages = host.Spec.OverheadPerVm.Pages,
        Cpus = host.Spec.Cpus,
        CardBytesPerSecond = host.Spec.Nic.BitsPerSecond / 8.0,
        IsUp = !host.HasFailed,
    };

    private FleetMachine MachineOf(VirtualMachine machine, double seconds)
    {
        Watched? watched = _machines.Find(candidate => candidate.Machine == machine);
        PagedMemory? memory = machine.Paged;
        ulong used = memory?.ContentPages ?? machine.MemoryOnHost?.Resident ?? 0;
        bool isOff = machine.State is VmState.Defined or VmState.Stopped;
        return new FleetMachine(machine.Name, machine.Host.Name, ClaimOf(machine.Spec))
        {
            UsedPages = used,
            ZeroPages = memory?.Zero ?? 0,
            ResidentPages = machine.MemoryOnHost?.Resident ?? 0,
            Vcpus = machine.Spec.Vcpus,
            BusyCpus = watched?.BusyCpus(seconds) ?? 0,
            StallShare = watched?.StallShare(seconds) ?? 0,
            Writer = watched?.ToWriter(Math.Max(1, used)),
            IsOff = isOff,
            CannotMove = machine.Move is not null
                ? new Refusal(RefusalReason.AlreadyMigrating, $"machine {machine.Name} is being moved already")
                : !isOff && machine.State is not (VmState.Running or VmState.Paused)
                ? new Refusal(RefusalReason.WrongState, $"machine {machine.Name} is {machine.State}")
                : !isOff && memory is null
                ? new Refusal(
                    RefusalReason.IncompatibleHosts,
                    $"host {machine.Host.Name} keeps no pages, and only pages can be moved")
                : null,
        };
    }

    private static MemoryClaim ClaimOf(VmSpec spec) => new()
    {
        SizePages = spec.Memory.Pages,
        ReservationPages = spec.Reservation.Pages,
        LimitPages = spec.Limit?.Pages,
        Shares = spec.Shares is { } shares ? (ulong)shares : MemoryShares.Normal(spec.Memory.Pages),
    };

    /// <summary>A machine that is watched.</summary>
    private sealed class Watched(VirtualMachine machine)
    {
        private readonly MemoryCounters _counters = machine.Counters;
        private readonly long _busy = machine.Counters.BusyNanoseconds;
        private readonly long _stalled = machine.Counters.StallNanoseconds;
        private readonly GuestMemory? _guest = machine.Paged?.Guest;
        private readonly DirtyCursor? _cursor = machine.Paged?.Guest.DirtyLog.OpenCursor();
        private readonly List<(double Seconds, double Pages)> _rows = [];

        internal VirtualMachine Machine => machine;

        /// <summary>Whether the memory is still there whose log is read: the machine may have been stopped, or moved.</summary>
        private bool HasMemory => machine.Exists && _guest is not null && machine.Paged?.Guest == _guest;

        internal void Look(double seconds)
        {
            bool isLater = seconds > 0 && (_rows.Count == 0 || seconds > _rows[^1].Seconds);
            if (isLater && HasMemory)
            {
                _rows.Add((seconds, _cursor!.CountDirty()));
            }
        }

        internal void Close()
        {
            if (HasMemory)
            {
                _cursor!.Dispose();
            }
        }

        internal double BusyCpus(double seconds) =>
            seconds <= 0 ? 0 : (_counters.BusyNanoseconds - _busy) / 1e9 / seconds;

        internal double StallShare(double seconds) => seconds <= 0
            ? 0
            : Math.Clamp((_counters.StallNanoseconds - _stalled) / 1e9 / (seconds * machine.Spec.Vcpus), 0, 1);

        /// <summary>
        /// A model of the writes: what was seen, and behind that N(1 − (1 − c/N)^(t/h)), which c different pages in the
        /// first half h and N in all would make if all were written alike; growth from h to the whole says N.
        /// </summary>
        internal TableDirtyModel? ToWriter(ulong mostPages)
        {
            if (_rows.Count == 0 || _rows[^1].Pages == 0)
            {
                return null;
            }

            (double end, double all) = _rows[^1];
            (double half, double some) = _rows.MinBy(row => Math.Abs((row.Seconds * 2) - end));
            double most = Math.Max(mostPages, all);
            double pages = Math.Clamp(some * some / Math.Max((2 * some) - all, 1e-9), all, most);
            List<(double Seconds, double Pages)> rows = [.. _rows.Where(static row => row.Pages > 0)];
            double stays = 1 - Math.Min(some / pages, 1);
            for (int i = 1; i <= Doublings; i++)
            {
                double seconds = end * (1 << i);
                double dirty = pages * (1 - Math.Pow(stays, seconds / half));
                rows.Add((seconds, Math.Clamp(dirty, rows[^1].Pages, pages)));
            }

            return new TableDirtyModel(rows, Math.Max(rows[^1].Pages, 1));
        }
    }
}
