namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>Random simulations of every kind keep all their books at every event.</summary>
public sealed class RandomRunTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 200).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_event_breaks_a_book_or_a_run(ulong seed)
    {
        using PlanRun run = new(RandomPlan.Of(seed), new SimulationOptions { InvariantInterval = 1 });
        run.RunToEnd();
        run.Simulation.CheckInvariants();
    }
}
