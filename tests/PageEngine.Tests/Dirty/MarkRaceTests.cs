namespace PageEngine.Tests;

/// <summary>
/// The litmus of the concurrent bitmap on this machine's memory order, and the control that it must fail.
/// </summary>
[Collection(nameof(MarkRaceTests))]
[CollectionDefinition(nameof(MarkRaceTests), DisableParallelization = true)]
public sealed class MarkRaceTests
{
    // 64 pages a round, each written four times.
    private const long Rounds = 8_000;

    // The control runs in short races, each with a new writer thread, because the scheduler may keep two threads on one
    // processor for long. Measured on two cores: one take in 100 (release) to one in 75 000 (debug, loaded) loses a
    // page.
    private const int MostRaces = 40;
    private const long RoundsPerRace = 10_000;
    private const long EnoughOverlappingTakes = 10_000_000;

    [Fact]
    public void An_or_every_time_loses_no_page_in_two_million_marks() =>
        Assert.Equal(0, new MarkRace<ConcurrentAccess>().CountLost(Rounds, stopAtFirst: false));

    [Fact]
    public void Testing_the_bit_first_loses_pages()
    {
        long lost = 0;
        long overlappingTakes = 0;
        for (int races = 0; races < MostRaces && lost == 0 && overlappingTakes < EnoughOverlappingTakes; races++)
        {
            MarkRace<TestFirstAccess> race = new();
            lost = race.CountLost(RoundsPerRace, stopAtFirst: true);
            overlappingTakes += race.OverlappingTakes;
        }

        // Threads that never ran side by side, as on one processor, saw each other's stores in order and prove nothing
        // either way; MarkProtocolTests has the same control on a machine that is always the same.
        Assert.True(lost > 0 || overlappingTakes < EnoughOverlappingTakes, $"nothing lost in {overlappingTakes} takes");
    }

    [Fact]
    public void The_last_bytes_of_every_page_are_read_after_its_last_mark()
    {
        const int PageCount = 300;
        const int Sweeps = 2_000;
        using ConcurrentDirtyBitmap bitmap = new(PageCount);
        long[] bytes = new long[PageCount];
        long[] seen = new long[PageCount];
        Thread[] writers = [new(() => Sweep(0)), new(() => Sweep(1))];
        foreach (Thread writer in writers)
        {
            writer.Start();
        }

        // So little room that harvests stop in the middle and hand the rest back beside the writers.
        PageRange[] room = new PageRange[5];
        bool alive = true;
        for (int count = 0; alive || count > 0;)
        {
            alive = writers.Any(writer => writer.IsAlive);
            count = bitmap.Harvest(room);
            foreach (ulong page in PageSetModel.Listed(room[..count]))
            {
                seen[page] = Volatile.Read(ref bytes[page]);
            }
        }

        Assert.All(seen, last => Assert.Equal(Sweeps, last));

        // The writers take turns in each word, even pages the one and odd pages the other; some go the way of runs.
        void Sweep(int first)
        {
            for (long sweep = 1; sweep <= Sweeps; sweep++)
            {
                for (int page = first; page < PageCount; page += 2)
                {
                    bytes[page] = sweep;
                    if (page % 8 < 2)
                    {
                        bitmap.Mark(PageRange.Between((ulong)page, (ulong)page + 1));
                    }
                    else
                    {
                        bitmap.Mark(new GuestFrameNumber((ulong)page));
                    }
                }
            }
        }
    }
}
