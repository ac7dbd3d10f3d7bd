namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>E1: a run that is split anywhere is the run that was not split.</summary>
public sealed class SplitRunTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 12).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void E1_A_run_that_is_saved_and_restored_at_every_event_ends_as_the_whole_run(ulong seed) =>
        AssertSplitsWell(RandomPlan.Of(seed), run => run.Replace(Picture.Restore(Picture.Save(run.Simulation))));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void E1_A_run_that_goes_back_to_its_own_state_at_every_event_ends_as_the_whole_run(ulong seed) =>
        AssertSplitsWell(RandomPlan.Of(seed), run => run.Simulation.RestoreFrom(new MemoryStream(Picture.Save(run.Simulation))));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void E1_A_run_that_is_forked_at_every_event_ends_as_the_whole_run(ulong seed) =>
        AssertSplitsWell(RandomPlan.Of(seed), run => run.Replace(run.Simulation.Fork()));

    /// <summary>Saving is right when nothing that can be seen and nothing that can be saved differs.</summary>
    private static void AssertSplitsWell(Plan plan, Action<PlanRun> split)
    {
        using PlanRun whole = new PlanRun(plan).RunToEnd();
        using PlanRun parts = new(plan);
        do
        {
            if (parts.Simulation.PendingDecision is null)
            {
                split(parts);
            }
        }
        while (parts.Step());
        AssertEqual(whole, parts);
    }

    private static void AssertEqual(PlanRun whole, PlanRun parts)
    {
        Assert.Equal(whole.Results, parts.Results);
        Assert.Equal(whole.Tape.Events, parts.Tape.Events);
        Assert.Equal(Picture.Of(whole.Simulation), Picture.Of(parts.Simulation));
        Assert.Equal(Picture.Save(whole.Simulation), Picture.Save(parts.Simulation));
        Assert.Equal(Picture.Contents(whole.Simulation), Picture.Contents(parts.Simulation));
        whole.Simulation.CheckInvariants();
        parts.Simulation.CheckInvariants();
    }
}
