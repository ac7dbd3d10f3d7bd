using PageEngine.Images;
using PageEngine.TestSupport;

namespace PageEngine.Simulation.Tests.WorkloadTests;

/// <summary>Random workloads of every kind, ends of their ranges among them.</summary>
internal static class AnyWorkload
{
    private static readonly PageTrace Trace = MakeTrace();
    private static readonly DumpTokens Dump = DumpTokens.Load([new MemoryPages(MemoryPages.Of(5, 6, 5, 0, 0, 7))]);

    /// <summary>One maker for each kind.</summary>
    private static readonly Func<Dice, WorkloadSpec>[] Makers =
    [
        _ => new UniformWorkload(),
        dice => new SequentialWorkload
        {
            Stride = dice.Pick(1, 3, 64, int.MaxValue),
            Sweeps = dice.Pick<long?>(null, 1, 5),
            Pause = dice.Pick(SimTime.Zero, SimTime.FromMilliseconds(3)),
        },
        dice => new ZipfWorkload { Exponent = dice.Pick(0, 0.5, 1, 1.3, 16), ClusterPages = dice.Pick(1, 4, 1000) },
        dice => new HotColdWorkload
        {
            HotShare = dice.Share(),
            HotAccessShare = dice.Share(),
            PhaseLength = dice.Pick<SimTime?>(null, new SimTime(1), SimTime.FromMilliseconds(1)),
            PhaseShift = dice.Share(),
        },
        dice => new IdleWorkload
        {
            Interval = dice.Pick(new SimTime(1), SimTime.FromSeconds(1)),
            AccessesPerInterval = dice.Pick(1, 100),
        },
        dice => new BootStormWorkload
        {
            ZeroesMemory = dice.Flag(),
            SystemFiles = ByteSize.FromPages(dice.Pick(0UL, 5UL, 10_000UL)),
            WorkingSet = ByteSize.FromPages(dice.Pick(0UL, 3UL, 10_000UL)),
            SettledAccessesPerSecond = dice.Rate(),
        },
        dice => new PageCacheWorkload
        {
            FileShare = dice.Share(),
            Pattern = dice.Pick(FilePattern.Sequential, FilePattern.Zipf),
        },
        dice => new WorkingSetGrowthWorkload
        {
            Schedule =
            [
                new(SimTime.Zero, ByteSize.FromPages(3)),
                new(SimTime.FromMilliseconds(5), ByteSize.FromPages(200)),
            ],
            Gradual = dice.Flag(),
            FreesMemory = dice.Flag(),
            Period = dice.Pick<SimTime?>(null, SimTime.FromMilliseconds(7)),
        },
        dice => new ComputeWorkload { Units = dice.Pick<long?>(null, 1, 500) },
        dice => new TraceWorkload
        {
            Trace = Trace,
            GuestIndex = dice.Pick(0, 1),
            Loop = dice.Flag(),
            Busy = dice.Flag(),
            Speed = dice.Pick(1, 1e-6, 0.3, 1e6),
        },
    ];

    /// <summary>The kinds that <see cref="Make"/> makes, a mix of others being the last.</summary>
    internal static int Kinds => Makers.Length + 1;

    internal static WorkloadSpec Make(int kind, Dice dice)
    {
        if (kind == Makers.Length)
        {
            return MakeMix(dice);
        }

        WorkloadSpec spec = Vary(Makers[kind](dice), dice);
        return dice.Flag() ? spec : spec with { Content = new ContentSpec { DumpTokens = Dump } };
    }

    internal static WorkloadSetting Setting(Dice dice)
    {
        uint pages = dice.Pick(1U, 2U, 100U, 1000U);
        return TaskRun.Setting(pages, dice.Pick(0U, 1U, 777U), dice.Next());
    }

    private static MixedWorkload MakeMix(Dice dice)
    {
        WorkloadPart[] parts = new WorkloadPart[dice.Pick(1, 2, 5)];
        for (int i = 0; i < parts.Length; i++)
        {
            WorkloadSpec part = Vary(Makers[dice.Below(Makers.Length)](dice), dice);
            parts[i] = new WorkloadPart(part)
            {
                Weight = dice.Pick(1, 0.01, 100),
                MemoryShare = dice.Pick<double?>(null, 0, 0.2),
            };
        }

        return new MixedWorkload { Parts = parts };
    }

    private static WorkloadSpec Vary(WorkloadSpec spec, Dice dice) =>
        spec with { AccessesPerSecond = dice.Rate(), WriteShare = dice.Share() };

    private static PageTrace MakeTrace()
    {
        List<PageTraceRecord> records = [];
        Dice dice = new(77);
        for (int i = 0; i < 200; i++)
        {
            PageRange pages = TraceTests.Pages((ulong)dice.Below(900), (ulong)dice.Below(100) + 1);
            PageToken? token = dice.Flag() ? null : new PageToken((ulong)dice.Below(3));
            PageTraceOperation operation = dice.Pick(
                PageTraceOperation.Read, PageTraceOperation.Write, PageTraceOperation.Zero, PageTraceOperation.Discard);
            token = operation is PageTraceOperation.Read or PageTraceOperation.Write ? token : null;
            records.Add(i % 10 == 0
                ? PageTraceRecord.Sample(i * 1_000_000, 0, 5_000_000, (ulong)dice.Below(1000) * Page.Size)
                : new PageTraceRecord(i * 1_000_000, dice.Below(2), operation, pages, token));
        }

        return TraceTests.Trace([.. records]);
    }
}
