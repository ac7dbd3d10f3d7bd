using PageEngine.Simulation.Tests.Hosts;

namespace PageEngine.Simulation.Tests.Reclaim;

/// <summary>Cases R4 and R5 of the validation list through a host: its free memory is driven down and up.</summary>
public sealed class HostMemoryStateTests
{
    private static readonly ByteSize Memory = ByteSize.FromMiB(100);

    [Fact]
    public void R4_states_follow_free_memory_down_and_up()
    {
        using Drive drive = new(MemoryStateKind.Classic);
        foreach (double percent in (double[])[7, 5, 3.9, 1.9, 0.9, 0.5])
        {
            drive.SetFree(percent / 100);
        }

        Assert.Equal([MemoryState.Soft, MemoryState.Hard, MemoryState.Low], drive.States);
        foreach (double percent in (double[])[1.5, 1.9, 2.1, 3.9, 4.1, 5.9, 6.1])
        {
            drive.SetFree(percent / 100);
        }

        Assert.Equal(
            [MemoryState.Soft, MemoryState.Hard, MemoryState.Low, MemoryState.Hard, MemoryState.Soft, MemoryState.High], drive.States);
    }

    [Theory]
    [InlineData(0.04)]
    [InlineData(0.02)]
    [InlineData(0.01)]
    public void R4_wavering_about_an_edge_is_one_transition_at_most(double edge)
    {
        using Drive drive = new(MemoryStateKind.Classic);
        drive.SetFree(edge + 0.002);
        int before = drive.States.Count;
        for (int i = 0; i < 20; i++)
        {
            drive.SetFree(edge - 0.002);
            drive.SetFree(edge + 0.002);
        }

        Assert.InRange(drive.States.Count - before, 0, 1);
    }

    [Fact]
    public void R4_a_host_that_falls_at_once_goes_to_the_worst_state_at_once()
    {
        using Drive drive = new(MemoryStateKind.Classic);
        drive.SetFree(0.005);
        drive.SetFree(0.5);
        Assert.Equal([MemoryState.Low, MemoryState.High], drive.States);
    }

    [Fact]
    public void R5_edges_are_parts_of_minFree()
    {
        using Drive drive = new(MemoryStateKind.MinFree);
        const double MinFree = 0.06;
        foreach (double part in (double[])[1.05, 0.95, 0.66, 0.62, 0.34, 0.30, 0.17, 0.15])
        {
            drive.SetFree(part * MinFree);
        }

        Assert.Equal([MemoryState.Clear, MemoryState.Soft, MemoryState.Hard, MemoryState.Low], drive.States);
        foreach (double part in (double[])[0.31, 0.33, 0.63, 0.65, 0.99, 1.01, 3.9, 4.1])
        {
            drive.SetFree(part * MinFree);
        }

        Assert.Equal(
            [
                MemoryState.Clear, MemoryState.Soft, MemoryState.Hard, MemoryState.Low,
                MemoryState.Hard, MemoryState.Soft, MemoryState.Clear, MemoryState.High,
            ],
            drive.States);
    }

    /// <summary>A host without any means to take memory, and a machine whose pages are given and taken.</summary>
    private sealed class Drive : IDisposable
    {
        private readonly Simulation _simulation = SimulationRuns.New(4);
        private readonly SimulatedHost _host;
        private readonly VirtualMachine _machine;
        private readonly EventLog _changes;
        private ulong _held;

        internal Drive(MemoryStateKind kind)
        {
            _host = _simulation.AddHost(new HostSpec("host", Memory)
            {
                Reclaim = new ReclaimSpec { States = kind, Balloon = false, Swap = false },
            });
            _changes = EventLog.Of(_simulation, EventKind.MemoryStateChanged);
            _machine = _host.Start(new VmSpec("guest", Memory)
            {
                Guest = new GuestOsSpec { Kernel = ByteSize.FromPages(0), KernelBytesPerPage = 0 },
            });
            _simulation.Run(0.1);
        }

        /// <summary>The states that the host came to, one after the other.</summary>
        internal IReadOnlyList<MemoryState> States => [.. _changes.Events.Select(change => (MemoryState)change.B)];

        internal void SetFree(double share)
        {
            ulong target = Memory.Pages - (ulong)(Memory.Pages * share);
            for (; _held < target; _held++)
            {
                Assert.True(_machine.Access(new GuestFrameNumber(_held), new PageToken(_held + 1)).Succeeded);
            }

            for (; _held > target; _held--)
            {
                _machine.Paged!.Release(_held - 1);
            }

            _simulation.Run(0.25);
            Assert.Equal(_host.FreePages, Memory.Pages - target);
        }

        public void Dispose() => _simulation.Dispose();
    }
}
