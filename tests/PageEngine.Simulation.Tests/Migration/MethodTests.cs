namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>What each method moves, and what it leaves.</summary>
public sealed class MethodTests
{
    public static TheoryData<MigrationMethod> LiveMethods =>
    [
        new StopAndCopy(),
        new PreCopy { DowntimeLimit = SimTime.FromMilliseconds(20) },
        new PreCopy { Policy = PageEngine.Migration.StopPolicyKind.Xen },
        new PreCopy { Policy = PageEngine.Migration.StopPolicyKind.Drain },
        new PostCopy(),
        new Hybrid(),
    ];

    [Theory]
    [MemberData(nameof(LiveMethods))]
    public void The_destination_holds_what_the_source_held(MigrationMethod method)
    {
        using TwoHosts hosts = new(link: new LinkSpec { RoundTrip = SimTime.FromMilliseconds(1) });
        hosts.Start();
        Migration move = hosts.Move(method);
        Assert.True(hosts.To(move, MigrationStage.Commitment));
        UInt128 before = TwoHosts.ContentOf(hosts.Simulation);
        Assert.True(hosts.To(move, MigrationStage.Activation));
        Assert.Equal(before, TwoHosts.ContentOf(hosts.Simulation));
        ulong work = hosts.Machine.Counters.Accesses;
        hosts.Finish(move);
        Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
        Assert.Same(hosts.B, hosts.Machine.Host);
        hosts.Advance(1);
        Assert.InRange(hosts.Machine.Counters.Accesses - work, 4_000UL, 6_000UL);
        Assert.Equal(VmState.Running, hosts.Machine.State);
        Assert.Equal((16384u, 0UL, 0UL, 0, 0, 0), Free(hosts.A));
        Assert.Equal(0UL, hosts.B.IncomingPages);
        static (uint, ulong, ulong, int, int, int) Free(SimulatedHost host) => (
            host.Pages!.Store.FreeFrames, host.ReservedFrames, host.IncomingPages, host.Pages.Guests.Count,
            host.Pages.BackingStores.Count, host.VirtualMachines.Count);
    }

    [Theory]
    [MemberData(nameof(LiveMethods))]
    public void Bytes_reported_are_bytes_on_the_network(MigrationMethod method)
    {
        using TwoHosts hosts = new TwoHosts().Start();
        Migration move = hosts.Finish(hosts.Move(method));
        MigrationReport report = move.Report;
        Assert.Equal(hosts.Simulation.Network.BytesCarried, report.Bytes);
        ulong pages = ((report.Pages + report.ZeroPages) * 8) + report.BytesByEncoding.Total + method.DeviceState.Bytes;

        // Frames, the machine's description, and in post-copy the map of what follows and the frames of single pages.
        Assert.InRange(report.Bytes - pages, 0UL, 40_000UL);
    }

    [Fact]
    public void A_machine_that_is_paused_stays_paused()
    {
        using TwoHosts hosts = new TwoHosts().Start();
        hosts.Machine.Pause();
        UInt128 before = TwoHosts.ContentOf(hosts.Simulation);
        Migration move = hosts.Finish(hosts.Move(new PreCopy()));
        Assert.Equal(MigrationStage.Completed, move.Stage);
        Assert.Equal(VmState.Paused, hosts.Machine.State);
        Assert.Equal(before, TwoHosts.ContentOf(hosts.Simulation));
        Assert.Null(hosts.Machine.Resume());
    }

    [Fact]
    public void A_machine_that_is_off_moves_cold_and_starts_there()
    {
        using TwoHosts hosts = new TwoHosts().Start();
        hosts.Machine.Stop();
        Migration move = hosts.Finish(hosts.Move(new Cold()));
        Assert.Equal(MigrationStage.Completed, move.Stage);
        Assert.Same(hosts.B, hosts.Machine.Host);
        Assert.Empty(hosts.A.VirtualMachines);
        Assert.Null(hosts.Machine.Start());
        hosts.Advance(1);
        Assert.Equal(VmState.Running, hosts.Machine.State);
    }

    [Fact]
    public void Refusals_are_typed_and_change_nothing()
    {
        using TwoHosts hosts = new TwoHosts(second: TwoHosts.Host("b", mebibytes: 4)).Start();
        SimulatedHost rates = hosts.Simulation.AddHost(TwoHosts.Host("rates") with { Depth = MemoryDepth.Rate });
        SimulatedHost c = hosts.Simulation.AddHost(TwoHosts.Host("c"));
        NetworkLink link = hosts.Simulation.Connect(hosts.A, c, new LinkSpec());
        Refuses(RefusalReason.NoMemory, hosts.B, new PreCopy());
        Refuses(RefusalReason.SameHost, hosts.A, new PreCopy());
        Refuses(RefusalReason.IncompatibleHosts, rates, new PreCopy());
        Refuses(RefusalReason.WrongState, c, new Cold());
        link.Cut();
        Refuses(RefusalReason.NoPath, c, new PreCopy());
        link.Repair();
        c.Fail();
        Refuses(RefusalReason.NoHost, c, new PreCopy());
        c.Recover();
        hosts.Machine.MigrateTo(c, new PreCopy());
        Refuses(RefusalReason.AlreadyMigrating, c, new PostCopy());
        Assert.Equal(RefusalReason.WrongState, hosts.Machine.Pause()!.Reason);
        Assert.Null(hosts.Machine.Stop());
        Refuses(RefusalReason.WrongState, c, new StopAndCopy());
        Assert.Throws<ArgumentException>(() => hosts.Machine.MigrateTo(c, new PreCopy { Slice = SimTime.Zero }));

        void Refuses(RefusalReason reason, SimulatedHost to, MigrationMethod method)
        {
            VmState state = hosts.Machine.State;
            Assert.Null(hosts.Machine.TryMigrateTo(to, method, out Refusal? refusal));
            Assert.Equal(reason, refusal!.Reason);
            Assert.Equal(state, hosts.Machine.State);
            Assert.Equal(0UL, to.IncomingPages);
        }
    }

    [Fact]
    public void M11_A_machine_that_has_moved_announces_itself()
    {
        using TwoHosts hosts = new TwoHosts().Start();
        Migration move = hosts.Finish(hosts.Move(new StopAndCopy()));
        SimTime runs = hosts.Simulation.Now;
        hosts.Advance(1);
        Assert.Equal([0, 50, 200, 450, 800], move.Report.Announcements.Select(time => (time - runs).TotalMilliseconds));
    }

    [Fact]
    public void M13_A_fault_costs_a_round_trip_the_page_and_the_service()
    {
        HostSpec Fast(string name) => TwoHosts.Host(name) with { Nic = new NicSpec { BitsPerSecond = 10_000_000_000 } };
        using TwoHosts hosts = new(first: Fast("a"), second: Fast("b"), link: new LinkSpec { RoundTrip = SimTime.FromMicroseconds(200) });
        hosts.Start();
        hosts.Machine.Pause();
        Migration move = hosts.Move(new PostCopy { PrePaging = false, FaultService = SimTime.FromMicroseconds(10) });
        hosts.To(move, MigrationStage.PostCopy);
        AccessOutcome outcome = hosts.Machine.Access(new GuestFrameNumber(0));
        Assert.Equal(FaultKinds.Remote, outcome.Faults);
        Assert.Equal(200 + 3.3 + 10, (outcome.HostReady - hosts.Simulation.Now).Nanoseconds / 1000.0, 0.1);
        Assert.Equal(FaultKinds.None, hosts.Machine.Access(new GuestFrameNumber(0)).Faults);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void M13_Every_page_crosses_once_in_a_post_copy(bool prePaging)
    {
        using TwoHosts hosts = new TwoHosts().Start(TwoHosts.Spec(writesPerSecond: 50_000));
        Migration move = hosts.Move(new PostCopy { PrePaging = prePaging });
        hosts.To(move, MigrationStage.Commitment);
        ulong mapped = hosts.Machine.Memory!.MappedPages;
        hosts.Simulation.AdvanceUntil(move, hosts.Simulation.Now + SimTime.FromSeconds(1));
        Assert.Equal(prePaging, move.IsOver);
        for (ulong page = 0; page < TwoHosts.MachinePages; page++)
        {
            hosts.Machine.Access(new GuestFrameNumber(page));
        }

        hosts.Finish(move);
        Assert.Equal(MigrationStage.Completed, move.Stage);
        Assert.Equal(mapped, move.Report.Pages + move.Report.ZeroPages);
        Assert.Equal(move.Report.PostCopyPages, move.Report.Pages + move.Report.ZeroPages);
        Assert.True(move.Report.PostCopyFaults > 0);
    }

    [Fact]
    public void M14_Hybrid_sends_no_more_than_pre_copy_and_stops_no_longer_for_a_heavy_writer()
    {
        foreach (double rate in (double[])[1_000, 10_000, 100_000])
        {
            Migration Run(MigrationMethod method)
            {
                using TwoHosts hosts = new TwoHosts().Start(TwoHosts.Spec(writesPerSecond: rate));
                Migration move = hosts.Finish(hosts.Move(method));
                Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
                return move;
            }

            // The map of what follows is the price of a switch, and frames of their own for pages that are waited for.
            ulong map = TwoHosts.MachinePages * 8;
            Migration rounds = Run(new PreCopy { Rounds = 20 });
            foreach (int switchAfter in (int[])[0, 1, 5, 20])
            {
                Migration hybrid = Run(new Hybrid { PreCopyRounds = switchAfter, Rounds = 20 });
                Assert.True(hybrid.Report.Bytes <= rounds.Report.Bytes + map, $"{rate} writes, {switchAfter} rounds");
                if (switchAfter < 20)
                {
                    Assert.InRange(hybrid.Report.Downtime.Total.TotalMilliseconds, 0.5, 0.8);
                }
            }
        }
    }
}
