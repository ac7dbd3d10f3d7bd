using PageEngine.Images;

namespace PageEngine.Simulation.Tests.WorkloadTests;

public sealed class WorkloadCheckTests
{
    [Fact]
    public void All_problems_are_found_at_once_with_their_paths()
    {
        MixedWorkload spec = new()
        {
            Tasks = 0,
            Content = new ContentSpec { ZeroShare = 2, RepeatedContents = 0 },
            Parts =
            [
                new(new HotColdWorkload { HotShare = double.NaN, PhaseLength = SimTime.Zero }) { Weight = -1 },
                new(new ZipfWorkload { Exponent = 17, Tasks = 2, Memory = ByteSize.FromMiB(1) }),
            ],
        };
        Assert.Equal(
            [
                "Tasks is 0, but must be 1 or more",
                "Content.ZeroShare is 2, but must be 0 to 1",
                "Content has shares that are more than 1 together",
                "Content.RepeatedContents is 0, but must be 1 or more",
                "Parts[0].Weight is -1, but must be 0 or more",
                "Parts[0].Workload.HotShare is NaN, but must be 0 to 1",
                "Parts[0].Workload.PhaseLength is 0 ns, but must be above 0",
                "Parts[1].Workload.Exponent is 17, but must be 0 to 16",
                "Parts[1].Workload.Tasks is set in a part of a mix, where only the mix's own is used",
                "Parts[1].Workload.Memory is set in a part of a mix, where only the mix's own is used; "
                    + "give the part a MemoryShare",
                "Parts have no weight at all",
            ],
            Check(spec).Found.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Paths_are_spelled_as_in_scenarios_too()
    {
        MixedWorkload spec = new() { Parts = [new(new UniformWorkload { AccessesPerSecond = 0 })] };
        SpecProblems problems = new();
        problems.Enter("Workloads", 3);
        spec.Check(problems);
        problems.Leave();
        Assert.Equal("workloads[3].parts[0].workload.accessesPerSecond", problems.Found[0].JsonPath);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e-7)]
    [InlineData(1.1e9)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Rates_that_no_clock_can_count_are_refused(double rate)
    {
        Assert.Equal(["AccessesPerSecond"], PathsOf(new UniformWorkload { AccessesPerSecond = rate }));
        Assert.Equal(["SettledAccessesPerSecond"], PathsOf(new BootStormWorkload { SettledAccessesPerSecond = rate }));
    }

    [Fact]
    public void A_workload_must_end_after_it_begins_and_have_a_page()
    {
        SimTime time = SimTime.FromSeconds(2);
        UniformWorkload spec = new() { Begin = time, End = time, Memory = new ByteSize(4095) };
        Assert.Equal(["Memory", "End"], PathsOf(spec));
    }

    [Fact]
    public void A_schedule_has_points_in_the_order_of_their_times()
    {
        Assert.Equal(["Schedule"], PathsOf(new WorkingSetGrowthWorkload()));
        WorkingSetPoint point = new(SimTime.FromSeconds(1), ByteSize.FromMiB(1));
        Assert.Equal(["Schedule[1].At"], PathsOf(new WorkingSetGrowthWorkload { Schedule = [point, point] }));
        WorkingSetPoint early = new(new SimTime(-1), default);
        Assert.Equal(["Schedule[0].At"], PathsOf(new WorkingSetGrowthWorkload { Schedule = [early] }));
    }

    [Fact]
    public void A_mix_says_what_of_it_is_not_used()
    {
        MixedWorkload spec = new() { AccessesPerSecond = 5, WriteShare = 0.5, Parts = [new(new UniformWorkload())] };
        Assert.Equal(["AccessesPerSecond", "WriteShare"], PathsOf(spec));
        Assert.Equal(["Parts"], PathsOf(new MixedWorkload()));
        Assert.Equal(["Parts[0]"], PathsOf(new MixedWorkload { Parts = [null!, new(new UniformWorkload())] }));
        Assert.Equal(["Parts"], PathsOf(new MixedWorkload { Parts = [Part(0.6), Part(0.6)] }));
    }

    [Fact]
    public void A_trace_that_is_missing_or_lacks_the_guest_is_said()
    {
        Assert.Contains("no page trace to replay", Only(new TraceWorkload()).Reason, StringComparison.Ordinal);
        SpecProblem unread = Only(new TraceWorkload { Path = "web.trace" });
        Assert.Equal("Path", unread.Path);
        Assert.Contains("'web.trace', which has not been read", unread.Reason, StringComparison.Ordinal);
        PageTrace trace = TraceTests.Trace();
        SpecProblem unknown = Only(new TraceWorkload { Trace = trace, Guest = "d" });
        Assert.Equal("is d, but the trace has 3 guests: a, b, c", unknown.Reason);
        Assert.Equal("GuestIndex", Only(new TraceWorkload { Trace = trace, GuestIndex = 3 }).Path);
        Assert.Empty(Check(new TraceWorkload { Trace = trace, Guest = "c", Path = "web.trace" }).Found);
    }

    [Fact]
    public void A_dump_that_was_not_read_is_said()
    {
        SpecProblem problem = Only(new UniformWorkload { Content = new ContentSpec { Dump = "web.raw" } });
        Assert.Equal("Content.Dump", problem.Path);
        Assert.Equal("is 'web.raw', which has not been read: load it and set DumpTokens", problem.Reason);
    }

    [Fact]
    public void The_first_problem_is_thrown()
    {
        SpecProblems problems = Check(new ZipfWorkload { Exponent = -1, Tasks = 0 });
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => problems.ThrowIfAny("spec"));
        Assert.StartsWith("Tasks is 0, but must be 1 or more", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("spec", thrown.ParamName);
        Check(new ZipfWorkload()).ThrowIfAny("spec");
    }

    [Fact]
    public void The_factory_makes_workloads_that_are_right()
    {
        Assert.All(
            [
                Workloads.Uniform(),
                Workloads.Sequential(stride: 2),
                Workloads.Zipf(),
                Workloads.HotCold(0.2, 0.8, phaseLength: SimTime.FromSeconds(1)),
                Workloads.Idle(),
                Workloads.Idle(SimTime.FromSeconds(5)),
                Workloads.BootStorm(),
                Workloads.PageCache(),
                Workloads.Growth(new WorkingSetPoint(SimTime.Zero, ByteSize.FromMiB(1))),
                Workloads.Compute(),
                Workloads.Mixed(new(Workloads.Uniform()), new(Workloads.Idle())),
                Workloads.Replay(TraceTests.Trace(), "b"),
            ],
            (WorkloadSpec spec) => Assert.Empty(Check(spec).Found));
    }

    private static WorkloadPart Part(double memoryShare) => new(new UniformWorkload()) { MemoryShare = memoryShare };

    private static SpecProblem Only(WorkloadSpec spec) => Assert.Single(Check(spec).Found);

    private static IEnumerable<string> PathsOf(WorkloadSpec spec) => Check(spec).Found.Select(problem => problem.Path);

    private static SpecProblems Check(WorkloadSpec spec)
    {
        SpecProblems problems = new();
        spec.Check(problems);
        return problems;
    }
}
