namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>Plans of every kind, small enough to be run a thousand times.</summary>
/// <remarks>Nearly everything that a spec can say is said now and then; memory is nearly always too small.</remarks>
internal static class RandomPlan
{
    internal static Plan Of(ulong seed, MemoryDepth? depth = null, SimTime? end = null)
    {
        Draws draws = new(seed, "plan");
        Plan plan = new(seed) { End = end ?? SimTime.FromMilliseconds(draws.Between(200, 900)) };
        MemoryDepth everywhere = depth ?? draws.Pick(MemoryDepth.Tokens, MemoryDepth.Tokens, MemoryDepth.Bytes, MemoryDepth.Rate);
        for (int i = draws.Pick(1, 1, 1, 2); i > 0; i--)
        {
            plan.Hosts.Add(Host(draws, $"host{i}", everywhere));
        }

        for (int i = draws.Between(1, 4); i > 0; i--)
        {
            int host = draws.Below(plan.Hosts.Count);
            plan.Machines.Add((host, Machine(draws, $"vm{i}", plan.Hosts[host])));
            plan.Moves.Add(new Move(draws.OneIn(3) ? draws.Time(plan.End) : SimTime.Zero, MoveKind.Start, $"vm{i}", 0));
        }

        for (int i = draws.Below(30); i > 0; i--)
        {
            MoveKind kind = draws.Any<MoveKind>();
            kind = kind is MoveKind.Destroy && !draws.OneIn(4) ? MoveKind.WriteToken : kind;
            plan.Moves.Add(new Move(
                draws.Time(plan.End), kind, plan.Machines[draws.Below(plan.Machines.Count)].Spec.Name, draws.Next()));
        }

        return plan with { Moves = [.. plan.Moves.OrderBy(move => move.At)] };
    }

    internal static HostSpec Host(Draws draws, string name, MemoryDepth depth)
    {
        int pages = draws.Pick(128, 300, 512, 1024);
        bool compresses = draws.OneIn(3);
        return new HostSpec(name, ByteSize.FromPages((ulong)pages))
        {
            Depth = depth,
            Reserved = ByteSize.FromPages((ulong)draws.Below(8)),
            OverheadPerVm = ByteSize.FromPages((ulong)draws.Below(5)),
            Cpus = draws.Between(1, 4),
            NumaNodes = draws.Pick(1, 1, 2),
            Swap = draws.OneIn(5) ? null : new SwapSpec(ByteSize.FromPages((ulong)draws.Pick(16, 200, 2000)))
            {
                Device = Disk(draws),
                ReadAheadPages = draws.Pick(1, 1, 4),
            },
            Disk = Disk(draws) with { ReadFailureRate = 0, WriteFailureRate = 0 },
            Sharing = new SharingSpec
            {
                Enabled = draws.OneIn(2),
                Interval = SimTime.FromMilliseconds(draws.Between(5, 60)),
                PagesPerSecond = draws.Pick(500, 20_000, 1_000_000),
                BeforeSwap = draws.OneIn(2),
                Scope = draws.Any<SharingScope>(),
                CleanScans = draws.Below(3),
                SmartScan = draws.OneIn(3),
                MaxSharers = draws.Pick(2, 3, 256),
                UseZeroPages = !draws.OneIn(3),
                UnmergeHeadroom = draws.Pick(0, 0, 0.5),
            },
            Reclaim = new ReclaimSpec
            {
                States = draws.Any<MemoryStateKind>(),
                Interval = SimTime.FromMilliseconds(draws.Between(2, 40)),
                Balloon = !draws.OneIn(4),
                Swap = !draws.OneIn(6),
                Compression = compresses
                    ? new CompressionSpec { Compressor = draws.Any<CompressorKind>(), CacheShare = draws.Pick(0.05, 0.3), CompressibleShare = 0.6 }
                    : null,
                IdleTax = draws.Pick(0, 0.75),
                AllocationInterval = SimTime.FromMilliseconds(draws.Between(20, 200)),
                SamplePeriod = SimTime.FromMilliseconds(draws.Between(20, 200)),
                SamplePages = draws.Between(1, 20),
                Victims = draws.Any<VictimPolicyKind>(),
                AvoidDoublePaging = draws.OneIn(2),
            },
            Admission = new AdmissionSpec { Rule = draws.Any<AdmissionPolicy>(), OvercommitRatio = 4 },
            Costs = draws.Any<CostPreset>(),
            OutOfMemory = draws.Any<OutOfMemoryAction>(),
        };
    }

    internal static VmSpec Machine(Draws draws, string name, HostSpec host)
    {
        ulong pages = (ulong)draws.Pick(48, 100, 250, 600);
        return new VmSpec(name, ByteSize.FromPages(pages))
        {
            Vcpus = draws.Between(1, 3),
            Reservation = ByteSize.FromPages((ulong)draws.Pick(0, 0, 8)),
            Limit = draws.OneIn(4) ? ByteSize.FromPages(pages / 2) : null,
            Shares = draws.OneIn(3) ? draws.Between(1, 5000) : null,
            Domain = draws.OneIn(3) ? draws.Pick("red", "blue") : null,
            Mergeable = !draws.OneIn(6),
            NumaNode = draws.Below(host.NumaNodes),
            Guest = new GuestOsSpec
            {
                Image = draws.OneIn(2) ? "image" : null,
                Kernel = ByteSize.FromPages((ulong)draws.Between(0, 12)),
                FreeReserve = draws.Pick(0, 0.01, 0.05),
                Swap = ByteSize.FromPages((ulong)draws.Pick(0, 20, 400)),
                Disk = Disk(draws),
                ZeroMemoryAtBoot = draws.OneIn(4),
                TimeSlice = SimTime.FromMilliseconds(draws.Between(2, 8)),
            },
            Balloon = new BalloonSpec
            {
                Enabled = !draws.OneIn(5),
                Behaviour = draws.Any<BalloonBehaviour>(),
                Interval = SimTime.FromMilliseconds(draws.Between(2, 30)),
                PagesPerSecond = draws.Pick(100, 20_000),
                DeflateOnOutOfMemory = !draws.OneIn(4),
                FreePageReporting = draws.OneIn(3),
            },
            AsyncFaults = draws.OneIn(2) ? new AsyncFaultSpec { MaxOutstanding = draws.Between(1, 3) } : null,
            BootTime = SimTime.FromMilliseconds(draws.Pick(0, 0, 30)),
            Workloads = [.. Enumerable.Range(0, draws.Below(4)).Select(_ => Workload(draws, pages))],
        };
    }

    private static StorageSpec Disk(Draws draws)
    {
        StorageSpec disk = draws.Pick(StorageSpec.Nvme, StorageSpec.Ssd, StorageSpec.HardDisk);
        double failures = draws.OneIn(5) ? 0.02 : 0;
        return disk with { ReadFailureRate = failures, WriteFailureRate = failures };
    }

    private static WorkloadSpec Workload(Draws draws, ulong pages)
    {
        WorkloadSpec kind = draws.Below(9) switch
        {
            0 => new SequentialWorkload { Stride = draws.Between(1, 5), Pause = SimTime.FromMilliseconds(draws.Below(5)), Sweeps = draws.OneIn(3) ? 2 : null },
            1 => new ZipfWorkload { ClusterPages = draws.Between(1, 4) },
            2 => new HotColdWorkload { PhaseLength = draws.OneIn(2) ? SimTime.FromMilliseconds(50) : null },
            3 => new IdleWorkload { Interval = SimTime.FromMilliseconds(20), AccessesPerInterval = 8, WorkingSet = ByteSize.FromPages(16) },
            4 => new BootStormWorkload { ZeroesMemory = draws.OneIn(2), SystemFiles = ByteSize.FromPages(40), WorkingSet = ByteSize.FromPages(20) },
            5 => new PageCacheWorkload(),
            6 => new WorkingSetGrowthWorkload
            {
                Schedule = [new WorkingSetPoint(SimTime.Zero, ByteSize.FromPages(8)), new WorkingSetPoint(SimTime.FromMilliseconds(300), ByteSize.FromPages(pages))],
                FreesMemory = draws.OneIn(2),
                Period = SimTime.FromMilliseconds(400),
            },
            7 => new MixedWorkload { Parts = [new WorkloadPart(new UniformWorkload()), new WorkloadPart(new PageCacheWorkload()) { Weight = 2 }] },
            _ => new UniformWorkload(),
        };
        WorkloadSpec some = kind with
        {
            Tasks = draws.Between(1, 2),
            Memory = draws.OneIn(3) ? null : ByteSize.FromPages(Math.Max(1, pages * (ulong)draws.Between(1, 9) / 10)),
            Content = new ContentSpec { ZeroShare = 0.1, CommonShare = 0.2, RepeatedShare = 0.2, CommonSize = ByteSize.FromPages(32) },
            Begin = SimTime.FromMilliseconds(draws.Pick(0, 0, 20)),
            End = draws.OneIn(5) ? SimTime.FromMilliseconds(200) : null,
        };
        return some is MixedWorkload
            ? some
            : some with { AccessesPerSecond = draws.Pick(500, 5_000, 40_000), WriteShare = draws.Pick(0.1, 0.5, 1) };
    }
}
