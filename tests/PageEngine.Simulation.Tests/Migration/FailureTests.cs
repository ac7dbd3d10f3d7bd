namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>Whatever breaks in whatever stage: one copy that can run, and before commitment it is the source's.</summary>
public sealed class FailureTests
{
    private const string CutLink = "cut the link";
    private const string KillSource = "kill the source";
    private const string KillDestination = "kill the destination";

    public static TheoryData<string, MigrationStage, string> Matrix()
    {
        TheoryData<string, MigrationStage, string> cases = [];
        foreach (string method in (string[])["stop", "pre", "post", "hybrid", "helped", "squeezed"])
        {
            foreach (MigrationStage stage in Enum.GetValues<MigrationStage>())
            {
                bool exists = stage < MigrationStage.Completed
                    && (stage != MigrationStage.IterativePreCopy || method is "pre" or "hybrid" or "helped" or "squeezed")
                    && (stage != MigrationStage.PostCopy || method is "post" or "hybrid" or "squeezed");
                foreach (string failure in exists ? (string[])[CutLink, KillSource, KillDestination] : [])
                {
                    cases.Add(method, stage, failure);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public void M18_One_runnable_copy_whatever_fails(string method, MigrationStage stage, string failure)
    {
        using TwoHosts hosts = new(link: new LinkSpec { RoundTrip = SimTime.FromMilliseconds(1) });
        hosts.Start(TwoHosts.Spec(writesPerSecond: 20_000));
        var before = TwoHosts.BooksOf(hosts.B);
        Migration move = hosts.Move(MethodOf(method));
        Assert.True(hosts.To(move, stage), $"{method} never came to {stage}");
        UInt128 content = TwoHosts.ContentOf(hosts.Simulation);
        bool postCopies = method is "post" or "hybrid" or "squeezed";
        Break(hosts, failure);
        hosts.Simulation.CheckInvariants();
        if (stage < MigrationStage.Activation)
        {
            Assert.Equal(MigrationStage.Failed, move.Stage);
            Assert.Same(hosts.A, hosts.Machine.Host);
            Assert.Equal(before, TwoHosts.BooksOf(hosts.B));
            SourceRunsOn(hosts, content, isAlive: failure != KillSource);
            return;
        }

        Assert.Same(hosts.B, hosts.Machine.Host);
        if (failure == KillDestination || (postCopies && failure == KillSource))
        {
            Assert.Equal((MigrationStage.Failed, VmState.Crashed, false), (move.Stage, hosts.Machine.State, hosts.Machine.IsRunnable));
            Assert.Equal(before with { Machines = 1 }, TwoHosts.BooksOf(hosts.B));
            return;
        }

        PostCopyGoesOn(hosts, move, mustWait: postCopies && failure == CutLink);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("pre")]
    [InlineData("post")]
    [InlineData("hybrid")]
    [InlineData("helped")]
    [InlineData("squeezed")]
    public void E4_A_move_that_is_called_off_at_any_event_leaves_nothing(string method)
    {
        using TwoHosts hosts = new(link: new LinkSpec { RoundTrip = SimTime.FromMilliseconds(1) });
        hosts.Start(TwoHosts.Spec(writesPerSecond: 20_000, pages: 1024));
        var a = TwoHosts.BooksOf(hosts.A);
        var b = TwoHosts.BooksOf(hosts.B);
        Migration move = hosts.Move(MethodOf(method));
        int cancelled = 0;
        for (; !move.IsCommitted; hosts.Step())
        {
            UInt128 content = TwoHosts.ContentOf(hosts.Simulation);
            using Simulation fork = hosts.Simulation.Fork();
            Assert.Null(fork.Migrations[0].Cancel());
            fork.CheckInvariants();
            Assert.Equal(MigrationStage.Cancelled, fork.Migrations[0].Stage);
            Assert.Equal((true, VmState.Running), (fork.VirtualMachines[0].IsRunnable, fork.VirtualMachines[0].State));
            Assert.Equal(content, TwoHosts.ContentOf(fork));
            Assert.Equal(b, TwoHosts.BooksOf(fork.Hosts[1]));
            Assert.Equal(a with { Free = fork.Hosts[0].Pages!.Store.FreeFrames }, TwoHosts.BooksOf(fork.Hosts[0]));
            Assert.Equal(0, fork.VirtualMachines[0].Memory!.DirtyLog.CursorCount - hosts.Machine.Memory!.DirtyLog.CursorCount + CursorsOf(move));
            cancelled++;
        }

        Assert.True(cancelled > 5);
        Assert.Equal(RefusalReason.TooLate, move.Cancel()!.Reason);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("pre")]
    [InlineData("post")]
    [InlineData("hybrid")]
    [InlineData("helped")]
    [InlineData("squeezed")]
    public void E1_A_run_that_is_split_in_a_move_is_the_run_that_is_not(string method)
    {
        using TwoHosts hosts = new(link: new LinkSpec { RoundTrip = SimTime.FromMilliseconds(1) });
        hosts.Start(TwoHosts.Spec(writesPerSecond: 20_000, pages: 1024));
        Migration move = hosts.Move(MethodOf(method));
        SimTime end = hosts.Simulation.Now + SimTime.FromSeconds(2);
        using Simulation whole = hosts.Simulation.Fork();
        whole.AdvanceTo(end);
        Assert.Equal(MigrationStage.Completed, whole.Migrations[0].Stage);
        int splits = 0;
        for (; !move.IsOver; hosts.Step(), splits++)
        {
            using Simulation split = hosts.Simulation.Fork();
            split.AdvanceTo(end);
            Assert.True(whole.EventHash == split.EventHash, $"split {splits} at stage {move.Stage}");
            Assert.Equal(whole.Migrations[0].Report.Bytes, split.Migrations[0].Report.Bytes);
            Assert.Equal(whole.Migrations[0].Report.Downtime, split.Migrations[0].Report.Downtime);
        }

        Assert.True(splits > 5);
    }

    [Fact]
    public void A_move_can_be_undone_by_going_back_in_place()
    {
        using TwoHosts hosts = new TwoHosts().Start();
        using MemoryStream state = new();
        hosts.Simulation.Save(state);
        Migration move = hosts.Finish(hosts.Move(new PreCopy()));
        state.Position = 0;
        hosts.Simulation.RestoreFrom(state);
        Assert.False(move.Exists);
        Assert.Same(hosts.A, hosts.Machine.Host);
        Assert.Equal([hosts.Machine], hosts.A.VirtualMachines);
        Assert.Empty(hosts.B.VirtualMachines);
        hosts.Simulation.CheckInvariants();
        Assert.Equal(MigrationStage.Completed, hosts.Finish(hosts.Move(new PreCopy())).Stage);
    }

    private static int CursorsOf(Migration move) =>
        move.Stage is >= MigrationStage.IterativePreCopy and < MigrationStage.Activation ? 1 : 0;

    private static MigrationMethod MethodOf(string method) => method switch
    {
        "stop" => new StopAndCopy { ActivationTime = SimTime.FromMilliseconds(1) },
        "pre" => new PreCopy { Rounds = 2, ActivationTime = SimTime.FromMilliseconds(1), Slice = SimTime.FromMilliseconds(5) },
        "helped" => new PreCopy
        {
            Rounds = 3,
            Slice = SimTime.FromMilliseconds(5),
            ActivationTime = SimTime.FromMilliseconds(1),
            Xbzrle = new XbzrleSpec { Cache = ByteSize.FromKiB(512) },
            Duplicates = new DuplicateSuppression(),
            TrackingTime = SimTime.FromMicroseconds(1),
            LeaveCheckpoint = true,
            DirtyLimit = new PageEngine.Migration.DirtyLimitOptions
            {
                BytesPerSecond = 1 << 20,
                RingEntries = 16,
                PeriodNanoseconds = 10_000_000,
                Trigger = new() { PeriodNanoseconds = 1_000_000, PeriodsToTrigger = 1, TriggerPercent = 1 },
            },
        },
        "squeezed" => new Hybrid
        {
            Rounds = 5,
            Slice = SimTime.FromMilliseconds(5),
            ActivationTime = SimTime.FromMilliseconds(1),
            Compression = new StreamCompression { TokenRatio = 0.5, Threads = 1 },
            FaultChannel = false,
            FetchUnit = new ByteSize(2UL << 20),
        },
        "post" => new PostCopy { ActivationTime = SimTime.FromMilliseconds(1) },
        _ => new Hybrid { Rounds = 5, ActivationTime = SimTime.FromMilliseconds(1), Slice = SimTime.FromMilliseconds(5) },
    };

    private static void Break(TwoHosts hosts, string failure)
    {
        switch (failure)
        {
            case CutLink:
                hosts.Link!.Cut();
                break;
            case KillSource:
                hosts.A.Fail();
                break;
            default:
                hosts.B.Fail();
                break;
        }
    }

    private static void SourceRunsOn(TwoHosts hosts, UInt128 content, bool isAlive)
    {
        if (!isAlive)
        {
            Assert.Equal((VmState.Crashed, false), (hosts.Machine.State, hosts.Machine.IsRunnable));
            return;
        }

        Assert.Equal((VmState.Running, true), (hosts.Machine.State, hosts.Machine.IsRunnable));
        Assert.Equal(content, TwoHosts.ContentOf(hosts.Simulation));
        ulong work = hosts.Machine.Counters.Accesses;
        hosts.Advance(0.5);
        Assert.InRange(hosts.Machine.Counters.Accesses - work, 8_000UL, 11_000UL);
        hosts.Link!.Repair();
        hosts.B.Recover();
        Migration retry = hosts.Finish(hosts.Move(new PreCopy()));
        Assert.True(retry.Stage == MigrationStage.Completed, retry.FailureReason);
    }

    private static void PostCopyGoesOn(TwoHosts hosts, Migration move, bool mustWait)
    {
        if (mustWait)
        {
            hosts.Simulation.AdvanceUntil(move);
            Assert.True(move.IsInterrupted);
            ulong work = hosts.Machine.Counters.Accesses;
            hosts.Advance(1);
            Assert.False(hosts.Machine.IsRunnable);
            Assert.Equal(work, hosts.Machine.Counters.Accesses);
            hosts.Link!.Repair();
        }

        hosts.Finish(move);
        Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
        Assert.Equal(mustWait ? 1 : 0, move.Report.Interruptions);
        Assert.Equal((VmState.Running, true), (hosts.Machine.State, hosts.Machine.IsRunnable));
        Assert.Empty(hosts.A.Pages!.Guests);
    }
}
