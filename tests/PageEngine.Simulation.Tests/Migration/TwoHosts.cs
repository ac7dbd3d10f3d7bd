using System.IO.Hashing;

namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>Two hosts, a machine on the first, and ways to look at its memory.</summary>
internal sealed class TwoHosts : IDisposable
{
    internal const ulong MachinePages = 4096;

    internal TwoHosts(ulong seed = 1, HostSpec? first = null, HostSpec? second = null, LinkSpec? link = null)
    {
        Simulation = new Simulation(seed, new SimulationOptions { InvariantInterval = 50 });
        A = Simulation.AddHost(first ?? Host("a"));
        B = Simulation.AddHost(second ?? Host("b"));
        if (link is not null)
        {
            Link = Simulation.Connect(A, B, link);
        }
    }

    internal Simulation Simulation { get; }

    internal SimulatedHost A { get; }

    internal SimulatedHost B { get; }

    internal NetworkLink? Link { get; }

    internal VirtualMachine Machine { get; private set; } = null!;

    public void Dispose() => Simulation.Dispose();

    internal static HostSpec Host(string name, ulong mebibytes = 64) => new(name, ByteSize.FromMiB(mebibytes))
    {
        Nic = new NicSpec { BitsPerSecond = 1_000_000_000 },
        OverheadPerVm = ByteSize.FromMiB(1),
    };

    internal static VmSpec Spec(string name = "machine", double writesPerSecond = 5_000, ulong pages = MachinePages) =>
        new(name, ByteSize.FromPages(pages))
        {
            Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1) },
            Workloads = writesPerSecond == 0
                ? []
                : [new UniformWorkload { AccessesPerSecond = writesPerSecond, Memory = ByteSize.FromPages(pages / 2) }],
        };

    internal TwoHosts Start(VmSpec? spec = null, double seconds = 1)
    {
        Machine = A.Start(spec ?? Spec());
        Advance(seconds);
        return this;
    }

    internal void Advance(double seconds) => To(Simulation.Now + SimTime.FromSeconds(seconds));

    internal void To(SimTime time)
    {
        StepResult result = Simulation.AdvanceTo(time);
        Assert.True(result.Reason == StepReason.Completed, Simulation.FaultException?.ToString());
    }

    /// <summary>Goes on until a move is over.</summary>
    internal Migration Finish(Migration move)
    {
        StepResult result = Simulation.AdvanceUntil(move, Simulation.Now + SimTime.FromSeconds(1000));
        Assert.True(result.Reason != StepReason.Faulted, Simulation.FaultException?.ToString());
        Simulation.CheckInvariants();
        return move;
    }

    /// <summary>Goes on until a move is at a stage; false when it is over before that.</summary>
    internal bool To(Migration move, MigrationStage stage)
    {
        while (move.Stage != stage && !move.IsOver)
        {
            Step();
        }

        return move.Stage == stage;
    }

    /// <summary>Handles one event.</summary>
    internal void Step()
    {
        StepResult result = Simulation.AdvanceTo(SimTime.Never, new StepOptions { MaxEvents = 1 });
        Assert.True(result.Reason != StepReason.Faulted, Simulation.FaultException?.ToString());
    }

    internal Migration Move(MigrationMethod method) => Machine.MigrateTo(B, method);

    /// <summary>The content of the whole memory of a machine, as it is read in a fork: nothing changes here.</summary>
    internal static UInt128 ContentOf(Simulation simulation, string machine = "machine")
    {
        using Simulation fork = simulation.Fork();
        VirtualMachine copy = fork.VirtualMachines.Single(candidate => candidate.Name == machine);
        XxHash128 hash = new();
        byte[] page = new byte[Page.Size];
        for (ulong i = 0; i < copy.Spec.Memory.Pages; i++)
        {
            AccessOutcome outcome = copy.Read(i << Page.Shift, page);
            Assert.True(outcome.Succeeded, outcome.Failure.ToString());
            hash.Append(page);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>What a host holds, for comparing before and after.</summary>
    internal static (ulong Free, ulong Reserved, ulong Incoming, int Guests, int Stores, int Machines) BooksOf(SimulatedHost host) => (
        host.Pages!.Store.FreeFrames, host.ReservedFrames, host.IncomingPages, host.Pages.Guests.Count,
        host.Pages.BackingStores.Count, host.VirtualMachines.Count);
}
