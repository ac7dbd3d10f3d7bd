using PageEngine.Cli.Watching;

namespace PageEngine.Cli.Tests;

/// <summary>Random histories of memory, held against sets that are kept the plain way.</summary>
public sealed class WatchModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Counts_and_working_sets_are_those_of_plain_sets(int seed)
    {
        const int Looks = 12;
        Random random = new(seed);
        ScriptedMemory memory = new() { HasFrames = seed == 3 };
        Dictionary<ulong, int> contents = [];
        List<HashSet<ulong>> changed = [];
        List<(ulong Dirty, ulong Zero, ulong Wws)> expected = [];
        void Step(bool isFirst)
        {
            Dictionary<ulong, int> before = new(contents);
            for (int i = 0; i < (isFirst ? 400 : 60); i++)
            {
                ulong place = (ulong)random.Next(3) * 100_000 + (ulong)random.Next(600);
                if (random.Next(5) == 0)
                {
                    contents.Remove(place);
                    memory.Remove(place);
                }
                else
                {
                    contents[place] = random.Next(4);
                    memory.Write(place, contents[place]);
                }
            }

            if (!isFirst)
            {
                changed.Add([.. contents.Where(pair => pair.Value != before.GetValueOrDefault(pair.Key))
                    .Select(static pair => pair.Key)]);
                changed.ForEach(set => set.RemoveWhere(place => !contents.ContainsKey(place)));
                HashSet<ulong> window = [.. changed.TakeLast(3).SelectMany(static set => set)];
                expected.Add((
                    (ulong)changed[^1].Count,
                    (ulong)contents.Values.Count(static value => value == 0),
                    (ulong)window.Count));
            }
        }

        Step(isFirst: true);
        WatchRun run = WatchRun.Of(WatchRun.Request with { Count = Looks }, memory, new(_ => Step(isFirst: false)));
        Assert.Equal(expected.Select(static line => line.Dirty), run.Column("dirtyPages"));
        Assert.Equal(expected.Select(static line => line.Zero), run.Column("zeroPages"));
        Assert.Equal(expected.Select(static line => line.Wws), run.WorkingSet(1));
    }

    [Fact]
    public void A_hole_of_a_terabyte_costs_no_memory()
    {
        FingerprintTable table = new(0, null);
        table.BeginLook(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        table.TakeZeros(0, 1UL << 28);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 10);
        Assert.Equal(1UL << 28, table.ZeroPages);
    }
}
