using PageEngine.Migration;

namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>What has gone wrong in migrations elsewhere, and the equality of both ends whatever happens.</summary>
public sealed class TrapTests
{
    private static readonly PreCopy Slow = new() { Rounds = 2, BytesPerSecond = 20_000_000, Slice = SimTime.FromMilliseconds(5) };

    [Fact]
    public void M20_A_page_that_turned_zero_is_zeroed_at_the_destination()
    {
        using TwoHosts hosts = new TwoHosts().Start(TwoHosts.Spec(writesPerSecond: 0));
        GuestFrameNumber page = new(3000);
        hosts.Machine.Access(page, new PageToken(99));
        Migration move = hosts.Move(Slow);
        while (move.Report.Rounds.Count == 0)
        {
            hosts.Step();
        }

        // The destination has the page; the look that follows finds it written.
        hosts.Machine.Access(page, PageToken.Zero);
        hosts.Machine.Access(new GuestFrameNumber(3001), new PageToken(7));
        hosts.Finish(move);
        Assert.True(hosts.Machine.Memory!.TryGetToken(page, out PageToken moved));
        Assert.Equal(PageToken.Zero, moved);
    }

    [Theory]
    [InlineData(MigrationStage.StopAndCopy)]
    [InlineData(MigrationStage.Commitment)]
    public void M20_What_a_device_writes_after_the_processors_stopped_arrives(MigrationStage stage)
    {
        foreach (MigrationMethod method in (MigrationMethod[])[new StopAndCopy(), Slow, new PostCopy(), new Hybrid()])
        {
            using TwoHosts hosts = new(link: new LinkSpec { RoundTrip = SimTime.FromMilliseconds(1) });
            hosts.Start();
            Migration move = hosts.Move(method);
            Assert.True(hosts.To(move, stage));
            hosts.Machine.Write(0x5008, [1, 2, 3]);
            Assert.False(hosts.Machine.IsRunnable);
            hosts.To(move, MigrationStage.Activation);
            byte[] read = new byte[3];
            Assert.True(hosts.Machine.Read(0x5008, read).Succeeded);
            Assert.Equal([1, 2, 3], read);
            Assert.Equal(MigrationStage.Completed, hosts.Finish(move).Stage);
        }
    }

    [Fact]
    public void M20_Ballooned_pages_are_not_sent_and_not_populated()
    {
        using TwoHosts hosts = new TwoHosts().Start();
        Assert.Null(hosts.Machine.SetBalloon(ByteSize.FromMiB(6)));
        hosts.Advance(10);
        ulong ballooned = hosts.Machine.BalloonPages;
        ulong mapped = hosts.Machine.Memory!.MappedPages;
        Assert.True(ballooned > 1000);
        Migration move = hosts.Finish(hosts.Move(new StopAndCopy()));
        Assert.Equal(ballooned, hosts.Machine.BalloonPages);
        Assert.InRange(move.Report.Pages + move.Report.ZeroPages, 1UL, mapped);
        Assert.InRange(hosts.Machine.Memory!.MappedPages, 1UL, mapped);
    }

    [Fact]
    public void M20_A_throttle_ends_with_its_migration()
    {
        using TwoHosts hosts = new(first: TwoHosts.Host("a") with { Nic = new NicSpec { BitsPerSecond = 100_000_000 } });
        hosts.Start(TwoHosts.Spec(writesPerSecond: 200_000));
        PreCopy method = new()
        {
            DowntimeLimit = SimTime.FromMilliseconds(1),
            AutoConverge = new AutoConvergeOptions(),
            TimeCap = SimTime.FromSeconds(20),
        };
        Migration move = hosts.Move(method);
        hosts.Advance(15);
        Assert.True(hosts.Machine.ThrottlePercent >= 30);
        ulong work = hosts.Machine.Counters.Accesses;
        hosts.Advance(1);
        Assert.InRange(hosts.Machine.Counters.Accesses - work, 2_000UL, 150_000UL);
        hosts.Finish(move);
        Assert.Equal((MigrationStage.Failed, 0), (move.Stage, hosts.Machine.ThrottlePercent));
        Migration second = hosts.Move(method);
        hosts.Advance(1);
        Assert.Equal(0, hosts.Machine.ThrottlePercent);
        second.Cancel();
    }

    [Fact]
    public void M20_The_way_back_starts_with_all_pages()
    {
        using TwoHosts hosts = new TwoHosts().Start(TwoHosts.Spec(writesPerSecond: 0));
        Migration there = hosts.Finish(hosts.Move(new PreCopy()));
        Migration back = hosts.Finish(hosts.Machine.MigrateTo(hosts.A, new PreCopy()));
        Assert.Equal(there.Report.Pages, back.Report.Pages);
        Assert.Same(hosts.A, hosts.Machine.Host);
    }

    [Fact]
    public void M20_A_merge_does_not_make_pages_dirty()
    {
        using TwoHosts hosts = new TwoHosts().Start(TwoHosts.Spec(writesPerSecond: 0));
        for (ulong page = 2000; page < 3000; page++)
        {
            hosts.Machine.Access(new GuestFrameNumber(page), new PageToken(5));
        }

        Migration move = hosts.Move(Slow);
        hosts.To(move, MigrationStage.IterativePreCopy);
        for (int i = 0; i < 4; i++)
        {
            hosts.A.Pages!.Sharer.ScanOnce();
        }

        Assert.True(hosts.A.Pages!.Sharer.Report.PagesSharing > 900);
        hosts.Finish(move);
        Assert.Equal((0UL, 0UL), (move.Report.Rounds[0].DirtiedPages, move.Report.Rounds[0].RemainingPages));
    }

    [Theory]
    [InlineData(MemoryDepth.Tokens)]
    [InlineData(MemoryDepth.Bytes)]
    public void Pages_on_the_swap_device_and_in_the_cache_are_sent_from_there(MemoryDepth depth)
    {
        HostSpec small = TwoHosts.Host("a", mebibytes: 12) with
        {
            Depth = depth,
            Swap = new SwapSpec(ByteSize.FromMiB(64)),
            Reclaim = new ReclaimSpec { Compression = new CompressionSpec(), Balloon = false },
        };
        using TwoHosts hosts = new(first: small);
        hosts.Start(TwoHosts.Spec(writesPerSecond: 20_000) with
        {
            Workload = new UniformWorkload { AccessesPerSecond = 20_000, Memory = ByteSize.FromMiB(13) },
        });
        hosts.Machine.Pause();
        hosts.Advance(1);
        MachineMeasure before = hosts.Machine.Measure();
        Assert.True(before.SwappedPages > 100);
        ulong swapIns = before.SwapIns;
        UInt128 content = TwoHosts.ContentOf(hosts.Simulation);
        Migration move = hosts.Move(new PreCopy());
        Assert.True(hosts.To(move, MigrationStage.Commitment));
        MachineMeasure after = hosts.Machine.Measure();
        Assert.Equal(before with { Time = after.Time, State = after.State, WorkingSetPages = after.WorkingSetPages }, after);
        hosts.Finish(move);
        Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
        Assert.Equal(swapIns, hosts.Machine.Counters.SwapIns);
        Assert.Equal(content, TwoHosts.ContentOf(hosts.Simulation));
        Assert.Equal(0u, hosts.A.Pages!.Store.UsedFrames);
    }

    [Fact]
    public void The_guests_own_swap_goes_along()
    {
        using TwoHosts hosts = new TwoHosts().Start(new VmSpec("machine", ByteSize.FromMiB(16))
        {
            Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1), Swap = ByteSize.FromMiB(32) },
            Workloads = [new UniformWorkload { AccessesPerSecond = 5_000, Memory = ByteSize.FromMiB(12), Tasks = 2 }],
        }, seconds: 5);
        foreach (SimulatedHost next in (SimulatedHost[])[hosts.B, hosts.A])
        {
            ulong faults = hosts.Machine.Measure().GuestFaults;
            Migration move = hosts.Finish(hosts.Machine.MigrateTo(next, new Hybrid()));
            Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
            hosts.Advance(2);
            Assert.True(hosts.Machine.Measure().GuestFaults > faults);
            Assert.Equal(VmState.Running, hosts.Machine.State);
        }
    }

    [Fact]
    public void Nothing_is_lost_in_any_order_of_writes_rounds_failures_and_retries()
    {
        for (ulong seed = 1; seed <= 25; seed++)
        {
            RunHistory(seed, new WorkloadTests.Dice(seed));
        }
    }

    private static void RunHistory(ulong seed, WorkloadTests.Dice dice)
    {
        MemoryDepth Depth() => dice.Pick(MemoryDepth.Tokens, MemoryDepth.Bytes);
        using TwoHosts hosts = new(
            seed, TwoHosts.Host("a") with { Depth = Depth() }, TwoHosts.Host("b") with { Depth = Depth() },
            new LinkSpec { BitsPerSecond = 200_000_000, RoundTrip = SimTime.FromMicroseconds(dice.Pick(0, 300, 2000)) });
        hosts.Start(TwoHosts.Spec(writesPerSecond: 0, pages: 1024), seconds: 0.1);
        Dictionary<ulong, ulong> expected = [];
        Migration? move = null;
        for (int step = 0; step < 120; step++)
        {
            switch (dice.Below(10))
            {
                case < 4 when !hosts.Machine.Move?.IsInterrupted ?? true:
                    ulong page = 600 + (ulong)dice.Below(400);
                    ulong content = (ulong)dice.Pick(0, dice.Below(1000) + 1);
                    Assert.True(hosts.Machine.Access(new GuestFrameNumber(page), new PageToken(content)).Succeeded, $"seed {seed}");
                    expected[page] = content;
                    break;
                case < 8:
                    hosts.Advance(dice.Pick(0.0001, 0.001, 0.02));
                    break;
                case 8 when move is { IsOver: false }:
                    Disturb(hosts, move, dice);
                    break;
                default:
                    SimulatedHost next = hosts.Machine.Host == hosts.A ? hosts.B : hosts.A;
                    MigrationMethod method = AnyMethod(dice);
                    move = hosts.Machine.TryMigrateTo(next, method, out _) ?? move;
                    break;
            }
        }

        hosts.Link!.Repair();
        hosts.Finish(move!);
        Assert.True(move!.IsOver, $"seed {seed}");
        foreach ((ulong page, ulong content) in expected)
        {
            Assert.True(hosts.Machine.Memory!.TryGetToken(new GuestFrameNumber(page), out PageToken token) && token.Value == content, $"seed {seed}, page {page}");
        }
    }

    private static MigrationMethod AnyMethod(WorkloadTests.Dice dice)
    {
        PreCopy rounds = dice.Pick(Slow, new PreCopy()) with
        {
            Xbzrle = dice.Flag() ? new XbzrleSpec { Cache = ByteSize.FromKiB(dice.Pick(64UL, 1024UL)) } : null,
            Retries = dice.Below(2),
            RetryDelay = SimTime.FromMilliseconds(1),
        };
        MigrationMethod method = dice.Pick<MigrationMethod>(
            new StopAndCopy(), new PostCopy { FetchUnit = new ByteSize(dice.Pick(4096UL, 2UL << 20)) }, new Hybrid { FaultChannel = false }, rounds);
        bool mayCompress = method is not (PreCopy { Xbzrle: not null } or PostCopy);
        return method with
        {
            Duplicates = dice.Flag() ? new DuplicateSuppression() : null,
            Compression = mayCompress && dice.Flag() ? new StreamCompression() : null,
            DetectZeros = dice.Flag(),
            LeaveCheckpoint = dice.Flag(),
        };
    }

    private static void Disturb(TwoHosts hosts, Migration move, WorkloadTests.Dice dice)
    {
        if (dice.Flag())
        {
            move.Cancel();
            return;
        }

        hosts.Link!.Cut();
        hosts.Advance(0.005);
        hosts.Link.Repair();
    }
}
