using PageEngine.Migration;

namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>What makes moves smaller, gentler or surer to end.</summary>
public sealed class HelperTests
{
    private static readonly ContentSpec Shared = new() { CommonShare = 0.5, RepeatedShare = 0.25, CommonSize = ByteSize.FromMiB(4) };

    [Fact]
    public void M16_Duplicates_save_what_was_published_and_more()
    {
        MigrationReport plain = MoveOfShared(new PreCopy { DowntimeLimit = SimTime.FromMilliseconds(30) });
        MigrationReport suppressed = MoveOfShared(new PreCopy
        {
            DowntimeLimit = SimTime.FromMilliseconds(30),
            Duplicates = new DuplicateSuppression(),
        });
        Assert.True(suppressed.PagesByEncoding.Reference > 1000);
        Assert.Equal(0UL, plain.PagesByEncoding.Reference);
        string both = $"{plain.Bytes} B {plain.TotalTime} {plain.Downtime.Total}, {suppressed.Bytes} B {suppressed.TotalTime} {suppressed.Downtime.Total}";
        Assert.True(suppressed.Bytes <= (1 - 0.566) * plain.Bytes, both);
        Assert.True(suppressed.TotalTime.TotalSeconds <= (1 - 0.349) * plain.TotalTime.TotalSeconds, both);
        Assert.True(suppressed.Downtime.Total.TotalSeconds <= (1 - 0.262) * plain.Downtime.Total.TotalSeconds, both);
        Assert.Equal(suppressed.BytesSaved.Reference, suppressed.PagesByEncoding.Reference * (4096 - 20));
    }

    [Fact]
    public void A_reference_to_a_page_that_has_changed_is_answered_by_the_page()
    {
        using TwoHosts hosts = new(link: new LinkSpec { RoundTrip = SimTime.FromMilliseconds(1) });
        hosts.Start(TwoHosts.Spec(writesPerSecond: 0));
        VirtualMachine neighbour = hosts.B.Start(TwoHosts.Spec("neighbour", writesPerSecond: 0));
        hosts.Advance(1);
        for (ulong page = 1000; page < 1100; page++)
        {
            hosts.Machine.Access(new GuestFrameNumber(page), new PageToken(page));
            neighbour.Access(new GuestFrameNumber(page + 500), new PageToken(page));
        }

        Migration move = hosts.Move(new PreCopy { Duplicates = new DuplicateSuppression { OwnPages = false } });
        Assert.True(hosts.To(move, MigrationStage.Reservation));
        for (ulong page = 1500; page < 1510; page++)
        {
            neighbour.Access(new GuestFrameNumber(page), new PageToken(7));
        }

        UInt128 before = TwoHosts.ContentOf(hosts.Simulation);
        hosts.Finish(move);
        Assert.Equal(before, TwoHosts.ContentOf(hosts.Simulation));
        Assert.Equal(10UL, move.Report.StaleReferences);
        Assert.InRange(move.Report.PagesByEncoding.Reference, 100UL, 110UL + 256);
    }

    [Fact]
    public void References_do_not_leave_the_sharing_domain()
    {
        HostSpec apart = TwoHosts.Host("b") with { Sharing = new SharingSpec { Isolation = SharingIsolation.EachMachine } };
        using TwoHosts hosts = new(second: apart);
        hosts.Start(TwoHosts.Spec(writesPerSecond: 0));
        VirtualMachine neighbour = hosts.B.Start(TwoHosts.Spec("neighbour", writesPerSecond: 0));
        hosts.Advance(1);
        hosts.Machine.Access(new GuestFrameNumber(1000), new PageToken(5));
        neighbour.Access(new GuestFrameNumber(1000), new PageToken(5));
        Migration move = hosts.Finish(hosts.Move(new PreCopy { Duplicates = new DuplicateSuppression { OwnPages = false } }));
        Assert.Equal((MigrationStage.Completed, 0UL), (move.Stage, move.Report.PagesByEncoding.Reference));
    }

    [Theory]
    [InlineData(MemoryDepth.Tokens)]
    [InlineData(MemoryDepth.Bytes)]
    public void The_way_back_uses_the_checkpoint(MemoryDepth depth)
    {
        using TwoHosts hosts = new(first: TwoHosts.Host("a") with { Depth = depth }, second: TwoHosts.Host("b") with { Depth = depth });
        hosts.Start(TwoHosts.Spec(writesPerSecond: 0, pages: 1024));
        for (ulong page = 400; page < 900; page++)
        {
            hosts.Machine.Access(new GuestFrameNumber(page), new PageToken(page));
        }

        Migration there = hosts.Finish(hosts.Move(new PreCopy { LeaveCheckpoint = true }));
        Assert.True(hosts.A.HasCheckpoint("machine"));
        for (ulong page = 400; page < 450; page++)
        {
            hosts.Machine.Access(new GuestFrameNumber(page), new PageToken(page + 10_000));
        }

        UInt128 before = TwoHosts.ContentOf(hosts.Simulation);
        Migration back = hosts.Finish(hosts.Machine.MigrateTo(hosts.A, new PreCopy { Duplicates = new DuplicateSuppression() }));
        Assert.Equal(before, TwoHosts.ContentOf(hosts.Simulation));
        Assert.InRange(back.Report.PagesByEncoding.Raw, 50UL, 60UL);
        Assert.Equal(there.Report.Pages, back.Report.Pages);
        Assert.True(hosts.A.DropCheckpoint("machine"));
        Assert.False(hosts.A.HasCheckpoint("machine"));
        hosts.Simulation.CheckInvariants();
    }

    [Fact]
    public void Deltas_shrink_what_is_sent_again()
    {
        PreCopy plain = new() { Rounds = 4, BytesPerSecond = 20_000_000 };
        PreCopy delta = plain with { Xbzrle = new XbzrleSpec() };
        MigrationReport whole = Run(plain);
        MigrationReport small = Run(delta);
        Assert.Equal(0UL, small.Rounds[0].PagesByEncoding.Delta);
        Assert.True(small.PagesByEncoding.Delta > 500);
        Assert.InRange(small.BytesByEncoding.Delta / (double)small.PagesByEncoding.Delta, 11, 200);
        Assert.True(small.Bytes < whole.Bytes);

        static MigrationReport Run(PreCopy method)
        {
            using TwoHosts hosts = new TwoHosts().Start();
            Migration move = hosts.Finish(hosts.Move(method));
            Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
            return move.Report;
        }
    }

    [Fact]
    public void M20_A_delta_that_does_not_fit_sends_the_page_and_keeps_it_for_the_next()
    {
        HostSpec Bytes(string name) => TwoHosts.Host(name) with { Depth = MemoryDepth.Bytes };
        using TwoHosts hosts = new(first: Bytes("a"), second: Bytes("b"));
        hosts.Start(TwoHosts.Spec(writesPerSecond: 0, pages: 1024));
        Migration move = hosts.Move(new PreCopy { CustomPolicy = () => new ManyRounds(), Xbzrle = new XbzrleSpec { Cache = ByteSize.FromMiB(1) } });
        Assert.True(hosts.To(move, MigrationStage.IterativePreCopy));
        byte[] page = new byte[Page.Size];
        Assert.Equal((0UL, 1UL), WriteAndSend(1, bytes: Page.Size));
        Assert.Equal((1UL, 0UL), WriteAndSend(2, bytes: 3));
        Assert.Equal((0UL, 1UL), WriteAndSend(3, bytes: Page.Size));
        Assert.Equal((1UL, 0UL), WriteAndSend(4, bytes: 3));
        Assert.Equal(0UL, move.Report.UnchangedPages);
        Assert.Equal((0UL, 0UL), WriteAndSend(4, bytes: 3));
        Assert.Equal(1UL, move.Report.UnchangedPages);
        hosts.Finish(move);
        byte[] moved = new byte[Page.Size];
        hosts.Machine.Read(900UL << Page.Shift, moved);
        Assert.Equal(page, moved);

        // What is written is found by the look that ends this round, and sent in the next. A page of zeros keeps the rounds going.
        (ulong Deltas, ulong Whole) WriteAndSend(int version, int bytes)
        {
            for (int i = 0; i < bytes; i++)
            {
                page[i] = (byte)((i * 7) + (version * 31));
            }

            hosts.Machine.Write(900UL << Page.Shift, page);
            for (int end = move.Report.Rounds.Count + 2; move.Report.Rounds.Count < end; hosts.Step())
            {
                hosts.Machine.Access(new GuestFrameNumber(950), PageToken.Zero);
            }

            EncodingCounts sent = move.Report.Rounds[^1].PagesByEncoding;
            return (sent.Delta, sent.Raw);
        }
    }

    [Fact]
    public void Compression_costs_processors_and_saves_bytes()
    {
        using TwoHosts hosts = new TwoHosts().Start(TwoHosts.Spec(writesPerSecond: 0));
        Fill(hosts.Machine, 2000, 4000);
        long busy = hosts.A.HypervisorNanoseconds;
        Migration move = hosts.Finish(hosts.Move(new StopAndCopy { Compression = new StreamCompression { TokenRatio = 0.25, Threads = 1 } }));
        Assert.True(move.Report.PagesByEncoding.Compressed >= 2000);
        Assert.Equal(move.Report.PagesByEncoding.Compressed * 1024, move.Report.BytesByEncoding.Compressed);
        long work = (long)move.Report.PagesByEncoding.Compressed * 8000;
        Assert.InRange(hosts.A.HypervisorNanoseconds - busy, work, work + 1_000_000);

        // A page is sent in 8.5 us and compressed in 8: one thread holds the path up hardly; a slow one does.
        using TwoHosts slow = new TwoHosts().Start(TwoHosts.Spec(writesPerSecond: 0));
        Fill(slow.Machine, 2000, 4000);
        StreamCompression sluggish = new() { PageTime = SimTime.FromMilliseconds(1), Threads = 4 };
        Migration held = slow.Finish(slow.Move(new StopAndCopy { Compression = sluggish }));
        Assert.True(held.Report.Downtime.Memory >= new SimTime((long)held.Report.PagesByEncoding.Compressed * 250_000));
    }

    [Fact]
    public void A_dirty_limit_lets_a_move_end_and_ends_with_it()
    {
        using TwoHosts hosts = new(first: TwoHosts.Host("a") with { Nic = new NicSpec { BitsPerSecond = 800_000_000 } });
        hosts.Start(TwoHosts.Spec(pages: 12_000) with
        {
            Vcpus = 2,
            Workload = new UniformWorkload { AccessesPerSecond = 150_000, Memory = ByteSize.FromPages(4_000), Tasks = 2 },
        });
        PreCopy method = new() { DowntimeLimit = SimTime.FromMilliseconds(5), TimeCap = SimTime.FromSeconds(12) };
        Assert.Equal(MigrationStage.Failed, hosts.Finish(hosts.Move(method)).Stage);
        Migration move = hosts.Finish(hosts.Move(method with
        {
            DirtyLimit = new DirtyLimitOptions { BytesPerSecond = 5 << 20, RingEntries = 512 },
        }));
        Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
        Assert.True(move.Report.GuestTimeLost.Throttling > SimTime.FromMilliseconds(300));
        Assert.True(move.Report.Rounds[^2].GuestWork < move.Report.Rounds[0].GuestWork / 3);
        ulong work = hosts.Machine.Counters.Accesses;
        hosts.Advance(1);
        // A processor that sleeps when the move ends sleeps out.
        Assert.InRange(hosts.Machine.Counters.Accesses - work, 200_000UL, 310_000UL);
    }

    [Fact]
    public void R11_Free_pages_that_the_guest_names_are_not_sent()
    {
        // What is in use of what was once used, for the three guests of the published table.
        foreach ((double inUse, double published) in ((double, double)[])[(0.20, 0.79), (0.50, 0.50), (0.12, 0.87)])
        {
            double plain = TotalOf(inUse, hints: false);
            double hinted = TotalOf(inUse, hints: true);
            Assert.Equal(published, 1 - (hinted / plain), 0.05);
        }

        static ByteSize Part(double share) => ByteSize.FromPages((ulong)(8192 * share));

        static double TotalOf(double inUse, bool hints)
        {
            using TwoHosts hosts = new();
            hosts.Start(new VmSpec("machine", ByteSize.FromMiB(32))
            {
                Guest = new GuestOsSpec { Kernel = ByteSize.FromKiB(256), KernelBytesPerPage = 0 },
                Workloads =
                [
                    new UniformWorkload { AccessesPerSecond = 100_000, Memory = Part(inUse - 0.01) },
                    new UniformWorkload { AccessesPerSecond = 100_000, Memory = Part(0.97 - inUse), End = SimTime.FromSeconds(2) },
                ],
            }, seconds: 4);
            hosts.Machine.Pause();
            ulong mapped = hosts.Machine.Memory!.MappedPages;
            Migration move = hosts.Finish(hosts.Move(new PreCopy { FreePageHinting = hints }));
            Assert.Equal(MigrationStage.Completed, move.Stage);
            Assert.Equal(hints, move.Report.HintedPages > 0);
            Assert.InRange(hosts.Machine.Memory!.MappedPages, 1UL, mapped);
            return move.Report.TotalTime.TotalSeconds;
        }
    }

    [Fact]
    public void Throttled_and_tracked_time_is_the_guests_loss()
    {
        using TwoHosts hosts = new(first: TwoHosts.Host("a") with { Nic = new NicSpec { BitsPerSecond = 100_000_000 } });
        hosts.Start(TwoHosts.Spec(writesPerSecond: 200_000));
        Migration move = hosts.Finish(hosts.Move(new PreCopy
        {
            DowntimeLimit = SimTime.FromMilliseconds(1),
            AutoConverge = new AutoConvergeOptions(),
            TrackingTime = SimTime.FromMicroseconds(1),
            TimeCap = SimTime.FromSeconds(10),
        }));
        ulong dirtied = (ulong)move.Report.Rounds.Sum(static round => (long)round.DirtiedPages);
        Assert.InRange(move.Report.GuestTimeLost.Tracking.Nanoseconds, (long)dirtied * 900, ((long)dirtied + 5000) * 1000);
        Assert.InRange(move.Report.GuestTimeLost.Throttling.TotalSeconds, 0.5, 8);
        Assert.Equal(hosts.Machine.Counters.ThrottledNanoseconds, move.Report.GuestTimeLost.Throttling.Nanoseconds);
    }

    [Fact]
    public void A_move_begins_anew_when_its_link_comes_back()
    {
        using TwoHosts hosts = new(link: new LinkSpec { BitsPerSecond = 200_000_000 });
        hosts.Start();
        Migration move = hosts.Move(new PreCopy { Retries = 2, RetryDelay = SimTime.FromMilliseconds(100) });
        Assert.True(hosts.To(move, MigrationStage.IterativePreCopy));
        hosts.Link!.Cut();
        Assert.Equal((MigrationStage.PreMigration, VmState.Running, true), (move.Stage, hosts.Machine.State, hosts.Machine.IsRunnable));
        Assert.Empty(hosts.B.Pages!.Guests);
        hosts.Advance(0.05);
        hosts.Link.Repair();
        hosts.Finish(move);
        Assert.Equal((MigrationStage.Completed, 2), (move.Stage, move.Report.Attempts));

        Migration back = hosts.Machine.MigrateTo(hosts.A, new PreCopy { Retries = 2, RetryDelay = SimTime.FromMilliseconds(100) });
        hosts.Link.Cut();
        hosts.Finish(back);
        Assert.Equal((MigrationStage.Failed, 3), (back.Stage, back.Report.Attempts));
        Assert.True(hosts.Machine.IsRunnable);
    }

    [Fact]
    public void Features_that_hypervisors_do_not_combine_are_refused_with_the_reason()
    {
        using TwoHosts hosts = new TwoHosts().Start(TwoHosts.Spec(writesPerSecond: 0));
        Refuses(new PreCopy { AutoConverge = new AutoConvergeOptions(), DirtyLimit = new DirtyLimitOptions() }, "slow the same vCPUs");
        Refuses(new PostCopy { Streams = 4 }, "overtaken");
        Refuses(new PreCopy { Xbzrle = new XbzrleSpec(), Compression = new StreamCompression() }, "either compressed or as a delta");
        Refuses(new Hybrid { Compression = new StreamCompression() }, "channel");
        Assert.NotNull(hosts.Machine.TryMigrateTo(hosts.B, new PreCopy { Streams = 4, Compression = new StreamCompression() }, out _));

        void Refuses(MigrationMethod method, string reason)
        {
            Assert.Null(hosts.Machine.TryMigrateTo(hosts.B, method, out Refusal? refusal));
            Assert.Equal(RefusalReason.IncompatibleFeatures, refusal!.Reason);
            Assert.Contains(reason, refusal.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Devices_of_the_host_refuse_or_are_unplugged_first_and_buffers_drain_or_travel()
    {
        using TwoHosts hosts = new();
        hosts.Start(TwoHosts.Spec(writesPerSecond: 0) with
        {
            Devices =
            [
                new DeviceSpec("nic") { Kind = DeviceKind.Replaceable, UnplugTime = SimTime.FromMilliseconds(300) },
                new DeviceSpec("disk") { Buffered = ByteSize.FromMiB(1), Buffers = DeviceBuffers.Drain, DrainBytesPerSecond = 10 << 20 },
            ],
        });
        Migration move = hosts.Move(new StopAndCopy());
        hosts.Advance(0.29);
        Assert.Equal(MigrationStage.PreMigration, move.Stage);
        hosts.Finish(move);
        Assert.Equal((MigrationStage.Completed, 1), (move.Stage, move.Report.UnpluggedDevices));
        Assert.InRange(move.Report.Downtime.Total.TotalMilliseconds, 100, 105);
        VirtualMachine bound = hosts.A.Start(TwoHosts.Spec("bound", writesPerSecond: 0) with
        {
            Devices = [new DeviceSpec("gpu") { Kind = DeviceKind.PassThrough }],
        });
        hosts.Advance(1);
        Assert.Null(bound.TryMigrateTo(hosts.B, new PreCopy(), out Refusal? refusal));
        Assert.Equal(RefusalReason.DeviceCannotMove, refusal!.Reason);
        Assert.Contains("gpu", refusal.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2UL << 20, 1.68)]
    [InlineData(1UL << 30, 859.0)]
    public void M13_A_large_page_crosses_as_a_whole(ulong unit, double milliseconds)
    {
        HostSpec Fast(string name) => TwoHosts.Host(name, 3 * 1024) with { Nic = new NicSpec { BitsPerSecond = 10_000_000_000 } };
        using TwoHosts hosts = new(first: Fast("a"), second: Fast("b"));
        hosts.Start(new VmSpec("machine", ByteSize.FromGiB(unit > 1 << 24 ? 2UL : 1UL)) { Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(1), KernelBytesPerPage = 0 } });
        ulong first = unit >> Page.Shift;
        Fill(hosts.Machine, first, first + (unit >> Page.Shift));
        hosts.Machine.Pause();
        Migration move = hosts.Move(new PostCopy { PrePaging = false, FetchUnit = new ByteSize(unit), FaultService = SimTime.Zero });
        hosts.To(move, MigrationStage.PostCopy);
        AccessOutcome outcome = hosts.Machine.Access(new GuestFrameNumber(first + 17));
        Assert.Equal(milliseconds, (outcome.HostReady - hosts.Simulation.Now).TotalMilliseconds, 0.01 * milliseconds);
        Assert.Equal((1UL, unit >> Page.Shift), (move.Report.PostCopyLatency.Count, move.Report.PostCopyPages));
        Assert.Equal(outcome.HostReady - hosts.Simulation.Now, move.Report.PostCopyLatency.Longest);
        move.Machine.Stop();
    }

    [Fact]
    public void M13_Without_a_channel_of_its_own_a_fault_waits_behind_what_is_pushed()
    {
        MigrationReport Run(bool channel)
        {
            using TwoHosts hosts = new TwoHosts().Start(TwoHosts.Spec(writesPerSecond: 50_000));
            Migration move = hosts.Finish(hosts.Move(new PostCopy { FaultChannel = channel }));
            Assert.Equal(MigrationStage.Completed, move.Stage);
            return move.Report;
        }

        MigrationReport own = Run(channel: true);
        MigrationReport shared = Run(channel: false);
        Assert.True(own.PostCopyFaults > 10);
        Assert.True(shared.PostCopyLatency.Mean > own.PostCopyLatency.Mean * 3);
        Assert.Equal(own.PostCopyFaults, Enumerable.Range(0, LatencyHistogram.ClassCount).Aggregate(0UL, (sum, i) => sum + own.PostCopyLatency[i]));
        Assert.True(own.PostCopyLatency.Percentile(0.5) >= own.PostCopyLatency.Mean || own.PostCopyLatency.Percentile(1) == own.PostCopyLatency.Longest);
    }

    private static void Fill(VirtualMachine machine, ulong first, ulong end)
    {
        for (ulong page = first; page < end; page++)
        {
            machine.Access(new GuestFrameNumber(page), new PageToken(page + 1));
        }
    }

    private static MigrationReport MoveOfShared(PreCopy method)
    {
        VmSpec Guest(string name) => new(name, ByteSize.FromMiB(24))
        {
            Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(4), ImageShare = 0.7 },
            Workload = new UniformWorkload { AccessesPerSecond = 6_000, Memory = ByteSize.FromMiB(16), Content = Shared },
        };
        using TwoHosts hosts = new();
        hosts.B.Start(Guest("neighbour"));
        hosts.Start(Guest("machine"), seconds: 4);
        Migration move = hosts.Finish(hosts.Move(method));
        Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
        return move.Report;
    }

    /// <summary>Sends what waits, then looks, as often as a test may want.</summary>
    private sealed class ManyRounds : IStopPolicy
    {
        public string Name => "many rounds";

        public bool CountsSetupAsRound => false;

        public bool IsSettled(in MigrationProgress progress) => false;

        public StopDecision Decide(in MigrationProgress progress) =>
            progress.Round >= 20 ? StopDecision.Stop : StopDecision.Send;
    }
}
