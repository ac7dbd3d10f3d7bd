namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>Disks that move: rounds, freeze, what follows, mirrored writes, the way back.</summary>
public sealed class DiskTests
{
    private static readonly DiskSpec Disk = new("data", ByteSize.FromMiB(64))
    {
        IsShared = false,
        WritesPerSecond = 200,
        WrittenShare = 0.25,
    };

    public static TheoryData<MigrationMethod> Methods =>
    [
        new StopAndCopy(),
        new PreCopy { Rounds = 2 },
        new PreCopy { Rounds = 2, Disks = DiskMirroring.WriteBlocking },
        new PostCopy(),
        new Hybrid(),
    ];

    [Theory]
    [MemberData(nameof(Methods))]
    public void M19_The_disk_at_the_destination_is_the_disk_that_was(MigrationMethod method)
    {
        using TwoHosts hosts = new(link: new LinkSpec { BitsPerSecond = 800_000_000, RoundTrip = SimTime.FromMicroseconds(200) });
        hosts.Start(Spec(Disk));
        Migration move = hosts.Move(method);
        int written = 0;
        ulong[] expected = [];
        while (!move.IsOver)
        {
            if (!move.IsCommitted && hosts.Machine.Disks[0].Mirror is not null && written++ % 3 == 0)
            {
                hosts.Machine.WriteDisk(0, (ulong)(written % 1000));
            }

            if (move.Stage == MigrationStage.Commitment)
            {
                expected = ContentsOf(hosts.Machine);
            }

            hosts.Step();
            if (move.Stage == MigrationStage.Activation)
            {
                Assert.Equal(expected, Seen(hosts.Machine));
            }
        }

        Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
        DiskMoveReport report = Assert.Single(move.Report.Disks);
        Assert.Equal(("data", 128UL, false), (report.Name, report.BitmapBytes, report.IsIncremental));
        Assert.True(report.CopiedBlocks + report.FrozenBlocks >= 1024);
        Assert.Equal(method is StopAndCopy, report.FrozenBlocks > 0);
        Assert.Equal(method.Disks == DiskMirroring.WriteBlocking, report.MirroredWrites > 0);
        if (method is not StopAndCopy)
        {
            Assert.True(move.Report.Downtime.Disks < SimTime.FromMilliseconds(1));
        }

        if (method.Disks == DiskMirroring.WriteBlocking)
        {
            Assert.Equal(0UL, report.FollowingBlocks);
            Assert.True(move.Report.GuestTimeLost.Disks > SimTime.Zero);
        }
    }

    [Fact]
    public void M19_The_way_back_moves_only_what_has_changed()
    {
        using TwoHosts hosts = new TwoHosts().Start(Spec(Disk with { WritesPerSecond = 0 }));
        Migration there = hosts.Finish(hosts.Move(new PreCopy()));
        Assert.Equal(1024UL, there.Report.Disks[0].Blocks);
        for (ulong block = 10; block < 40; block++)
        {
            hosts.Machine.WriteDisk(0, block);
        }

        ulong[] before = ContentsOf(hosts.Machine);
        Migration back = hosts.Finish(hosts.Machine.MigrateTo(hosts.A, new PreCopy()));
        Assert.Equal((true, 30UL), (back.Report.Disks[0].IsIncremental, back.Report.Disks[0].Blocks));
        Assert.Equal(before, ContentsOf(hosts.Machine));
        Assert.InRange(back.Report.DiskBytes, 30UL * 65_536, 31UL * 65_536);
    }

    [Fact]
    public void M19_A_move_that_is_called_off_leaves_the_older_copy_good_for_the_next()
    {
        using TwoHosts hosts = new TwoHosts().Start(Spec(Disk with { WritesPerSecond = 0 }));
        hosts.Finish(hosts.Move(new PreCopy()));
        for (ulong block = 0; block < 900; block++)
        {
            hosts.Machine.WriteDisk(0, block);
        }

        Migration broken = hosts.Machine.MigrateTo(hosts.A, new PreCopy());
        while (broken.Report.DiskBytes == 0)
        {
            hosts.Step();
        }

        Assert.Null(broken.Cancel());
        ulong[] before = ContentsOf(hosts.Machine);
        Migration back = hosts.Finish(hosts.Machine.MigrateTo(hosts.A, new PreCopy()));
        Assert.InRange(back.Report.Disks[0].Blocks, 1UL, 899UL);
        Assert.Equal(before, ContentsOf(hosts.Machine));
    }

    [Fact]
    public void M19_A_bitmap_of_2_TiB_is_4_MiB_and_shared_disks_do_not_move()
    {
        DiskSpec large = new("large", new ByteSize(2UL << 40)) { IsShared = false, UsedShare = 0.0001 };
        Assert.Equal(4UL << 20, large.BitmapBytes);
        using TwoHosts hosts = new TwoHosts().Start(Spec(large, new DiskSpec("shared", ByteSize.FromGiB(100))));
        Migration move = hosts.Finish(hosts.Move(new PreCopy()));
        DiskMoveReport report = Assert.Single(move.Report.Disks);
        Assert.Equal((4UL << 20, 3355UL), (report.BitmapBytes, report.Blocks));
    }

    [Fact]
    public void A_machine_that_is_off_takes_its_disks_along()
    {
        using TwoHosts hosts = new TwoHosts().Start(Spec(Disk));
        hosts.Machine.Stop();
        Migration move = hosts.Finish(hosts.Move(new Cold()));
        Assert.Equal((MigrationStage.Completed, 1024UL), (move.Stage, move.Report.Disks[0].FrozenBlocks));
        Assert.True(move.Report.TotalTime > SimTime.FromMilliseconds(500));
        Assert.Equal(SimTime.Zero, move.Report.Downtime.Total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void M19_Blocks_that_follow_survive_a_cut_and_not_the_loss_of_the_source(bool isLost)
    {
        using TwoHosts hosts = new(link: new LinkSpec { BitsPerSecond = 400_000_000 });
        hosts.Start(Spec(Disk with { WritesPerSecond = 2000, WrittenShare = 1 }));
        Migration move = hosts.Move(new PreCopy());
        Assert.True(hosts.To(move, MigrationStage.PostCopy));
        hosts.Step();
        if (isLost)
        {
            hosts.A.Fail();
            Assert.Equal((MigrationStage.Failed, VmState.Crashed), (move.Stage, hosts.Machine.State));
            return;
        }

        hosts.Link!.Cut();
        Assert.False(hosts.Machine.IsRunnable);
        hosts.Advance(1);
        hosts.Link.Repair();
        hosts.Finish(move);
        Assert.Equal((MigrationStage.Completed, 1), (move.Stage, move.Report.Interruptions));
        Assert.True(move.Report.Disks[0].FollowingBlocks > 0);
    }

    [Fact]
    public void E1_A_run_that_is_split_while_disks_move_is_the_run_that_is_not()
    {
        foreach (MigrationMethod method in (MigrationMethod[])[new PreCopy { Rounds = 2 }, new PostCopy { Disks = DiskMirroring.WriteBlocking }])
        {
            using TwoHosts hosts = new(link: new LinkSpec { BitsPerSecond = 400_000_000, RoundTrip = SimTime.FromMilliseconds(1) });
            hosts.Start(Spec(Disk with { Size = ByteSize.FromMiB(16) }));
            Migration move = hosts.Move(method);
            SimTime end = hosts.Simulation.Now + SimTime.FromSeconds(3);
            using Simulation whole = hosts.Simulation.Fork();
            whole.AdvanceTo(end);
            Assert.True(whole.Migrations[0].IsOver);
            for (int step = 0; !move.IsOver; step++, hosts.Step())
            {
                if (step % 5 == 0 || move.Stage > MigrationStage.IterativePreCopy)
                {
                    using Simulation split = hosts.Simulation.Fork();
                    split.AdvanceTo(end);
                    Assert.True(whole.EventHash == split.EventHash, $"split {step} at stage {move.Stage}");
                    Assert.Equal(whole.Migrations[0].Report.Disks, split.Migrations[0].Report.Disks);
                    Assert.Equal(ContentsOf(whole.VirtualMachines[0]), ContentsOf(split.VirtualMachines[0]));
                }
            }
        }
    }

    private static VmSpec Spec(params DiskSpec[] disks) => TwoHosts.Spec(writesPerSecond: 2_000, pages: 1024) with { Disks = disks };

    private static ulong[] ContentsOf(VirtualMachine machine)
    {
        VirtualDisk disk = machine.Disks[0];
        return [.. Enumerable.Range(0, (int)disk.BlockCount).Select(block => disk.Contents[(uint)block])];
    }

    /// <summary>What the machine reads: its own copy, or the old one for blocks that follow.</summary>
    private static ulong[] Seen(VirtualMachine machine)
    {
        VirtualDisk disk = machine.Disks[0];
        ulong[] seen = ContentsOf(machine);
        if (disk.Mirror is { } mirror)
        {
            for (uint block = 0; block < disk.BlockCount; block++)
            {
                seen[block] = mirror.Waiting.IsDirty(new GuestFrameNumber(block)) ? disk.Copies[^1].Contents[block] : seen[block];
            }
        }

        return seen;
    }
}
