namespace PageEngine.Migration.Tests;

/// <summary>M18 on the table: every stage with every event.</summary>
public sealed class StageTableTests
{
    private static readonly MigrationStage[] AllStages = Enum.GetValues<MigrationStage>();
    private static readonly StageEvent[] AllEvents = Enum.GetValues<StageEvent>();

    public static TheoryData<MigrationStage, StageEvent> AllPairs
    {
        get
        {
            TheoryData<MigrationStage, StageEvent> pairs = [];
            foreach (MigrationStage stage in AllStages)
            {
                foreach (StageEvent stageEvent in AllEvents)
                {
                    pairs.Add(stage, stageEvent);
                }
            }

            return pairs;
        }
    }

    [Fact]
    public void The_way_of_a_live_migration_leads_through_its_stages()
    {
        MigrationStageMachine machine = new();
        (StageEvent, MigrationStage)[] way =
        [
            (StageEvent.Advance, MigrationStage.Reservation),
            (StageEvent.Advance, MigrationStage.PreCopy),
            (StageEvent.StopGuest, MigrationStage.StopAndCopy),
            (StageEvent.Advance, MigrationStage.Commitment),
            (StageEvent.Advance, MigrationStage.Activation),
            (StageEvent.Advance, MigrationStage.Completed),
        ];
        foreach ((StageEvent stageEvent, MigrationStage expected) in way)
        {
            Assert.True(machine.TryFire(stageEvent));
            Assert.Equal(expected, machine.Stage);
        }

        Assert.True(machine.Description.IsEnd);
    }

    [Fact]
    public void Stop_and_copy_needs_no_rounds_and_post_copy_is_taken_up_again_when_its_link_is_back()
    {
        MigrationStageMachine machine = new(MigrationStage.Reservation);
        Assert.True(machine.TryFire(StageEvent.StopGuest));
        Assert.True(machine.TryFire(StageEvent.CommitToPostCopy));
        Assert.True(machine.TryFire(StageEvent.LinkLost));
        Assert.Equal(MigrationStage.PostCopyPaused, machine.Stage);
        Assert.Equal(MigrationSide.None, machine.Description.RunsOn);
        Assert.False(machine.TryFire(StageEvent.Cancel));
        Assert.True(machine.TryFire(StageEvent.LinkRestored));
        Assert.True(machine.TryFire(StageEvent.Advance));
        Assert.Equal(MigrationStage.Completed, machine.Stage);
    }

    [Theory]
    [MemberData(nameof(AllPairs))]
    public void M18_whatever_happens_exactly_one_copy_is_runnable_unless_the_guest_died(
        MigrationStage stage, StageEvent stageEvent)
    {
        StageDescription before = StageTable.Describe(stage);
        bool isMoved = StageTable.TryMove(stage, stageEvent, out MigrationStage next);
        StageDescription after = StageTable.Describe(next);

        Assert.Equal(stage, before.Stage);
        Assert.Equal(isMoved, next != stage);
        Assert.Equal(after.Owner == MigrationSide.None, next == MigrationStage.Lost);
        if (!isMoved)
        {
            return;
        }

        // Whoever is to run the guest has its memory, and what runs is what is owned.
        StageHoldings memory = after.Owner switch
        {
            MigrationSide.Source => StageHoldings.SourceMemory,
            MigrationSide.Destination => StageHoldings.DestinationMemory,
            _ => StageHoldings.None,
        };
        Assert.Equal(memory, after.Holdings & memory);
        Assert.True(after.RunsOn == after.Owner || after.RunsOn == MigrationSide.None);

        // The copy goes over to the destination only where that has all of it, or fetches the rest (post-copy).
        if (before.Owner == MigrationSide.Source && after.Owner == MigrationSide.Destination)
        {
            Assert.True(after.Holdings.HasFlag(StageHoldings.DestinationCopy) || next == MigrationStage.PostCopy);
        }

        // A host that is dead owns nothing.
        Assert.False(stageEvent == StageEvent.SourceLost && after.Owner == MigrationSide.Source);
        Assert.False(stageEvent == StageEvent.DestinationLost && after.Owner == MigrationSide.Destination);
    }

    [Theory]
    [MemberData(nameof(AllPairs))]
    public void M18_before_the_commit_the_source_runs_on_after_every_failure_but_its_own_death(
        MigrationStage stage, StageEvent stageEvent)
    {
        bool isFailure = stageEvent is StageEvent.Cancel or StageEvent.LinkLost or StageEvent.DestinationLost;
        if (StageTable.Describe(stage) is not { Owner: MigrationSide.Source, IsEnd: false } || !isFailure)
        {
            return;
        }

        Assert.True(StageTable.TryMove(stage, stageEvent, out MigrationStage next));
        Assert.Equal(MigrationStage.Cancelled, next);
        Assert.Equal(MigrationSide.Source, StageTable.Describe(next).RunsOn);
        StageHoldings kept = StageTable.Describe(next).Holdings;
        Assert.Equal(StageHoldings.SourceMemory, kept);
        Assert.Equal(StageTable.Describe(stage).Holdings & ~kept, StageTable.Released(stage, next));
    }

    [Fact]
    public void The_guest_changes_hands_once_on_every_way()
    {
        // All ways from the first stage, with a post-copy taken up again at most twice.
        int ways = 0;
        Walk(MigrationStage.PreMigration, handovers: 0, steps: 0);
        Assert.True(ways > 50);

        void Walk(MigrationStage stage, int handovers, int steps)
        {
            if (StageTable.Describe(stage).IsEnd || steps == 12)
            {
                ways++;
                Assert.InRange(handovers, 0, 2);
                return;
            }

            foreach (StageEvent stageEvent in AllEvents)
            {
                if (StageTable.TryMove(stage, stageEvent, out MigrationStage next))
                {
                    MigrationSide from = StageTable.Describe(stage).Owner;
                    MigrationSide to = StageTable.Describe(next).Owner;
                    bool isTakenBack = from == MigrationSide.Destination && to == MigrationSide.Source;
                    // It comes back only from a dead destination that has not said that the guest runs.
                    Assert.True(!isTakenBack
                        || (stage == MigrationStage.Activation && stageEvent == StageEvent.DestinationLost));
                    Walk(next, handovers + (from != to && to != MigrationSide.None ? 1 : 0), steps + 1);
                }
            }
        }
    }

    [Fact]
    public void Ends_are_ends_and_every_other_stage_reaches_one()
    {
        foreach (StageDescription description in StageTable.Stages)
        {
            bool hasWay = AllEvents.Any(stageEvent => StageTable.TryMove(description.Stage, stageEvent, out _));
            Assert.Equal(!description.IsEnd, hasWay);
        }

        Assert.Equal(AllStages.Length, StageTable.Stages.Length);
    }

    [Fact]
    public void Every_stage_holds_what_it_needs_and_frees_it_on_the_way_out()
    {
        Assert.Equal(StageHoldings.DestinationMemory, StageTable.Acquired(MigrationStage.PreMigration, MigrationStage.Reservation));
        Assert.Equal(StageHoldings.DirtyTracking, StageTable.Acquired(MigrationStage.Reservation, MigrationStage.PreCopy));
        Assert.Equal(StageHoldings.DirtyTracking, StageTable.Released(MigrationStage.StopAndCopy, MigrationStage.Commitment));
        Assert.Equal(
            StageHoldings.SourceMemory | StageHoldings.Connection,
            StageTable.Released(MigrationStage.Activation, MigrationStage.Completed));
        Assert.Throws<ArgumentOutOfRangeException>(() => StageTable.Describe((MigrationStage)11));
        Assert.Throws<ArgumentOutOfRangeException>(() => StageTable.TryMove(default, (StageEvent)8, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => StageTable.TryMove((MigrationStage)(-1), default, out _));
    }
}
