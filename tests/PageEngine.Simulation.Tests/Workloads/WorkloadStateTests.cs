using System.Reflection;
using System.Text.Json.Serialization;

namespace PageEngine.Simulation.Tests.WorkloadTests;

/// <summary>Every kind of workload, with random properties: what holds for all of them.</summary>
public sealed class WorkloadStateTests
{
    private const int Rounds = 60;

    public static IEnumerable<TheoryDataRow<int>> AllKinds => Kinds.Select(kind => new TheoryDataRow<int>(kind));

    private static IEnumerable<int> Kinds => Enumerable.Range(0, AnyWorkload.Kinds);

    [Fact]
    public void Every_kind_has_a_name_in_scenarios_and_is_made_by_these_tests()
    {
        Type root = typeof(WorkloadSpec);
        HashSet<Type> kinds = [.. root.Assembly.GetTypes().Where(type => type.IsSubclassOf(root) && !type.IsAbstract)];
        JsonDerivedTypeAttribute[] named = [.. root.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)];
        HashSet<Type> made = [.. Kinds.Select(kind => AnyWorkload.Make(kind, new Dice(1)).GetType())];
        Assert.Equal(kinds, named.Select(name => name.DerivedType).ToHashSet());
        Assert.Equal(named.Length, named.Select(name => name.TypeDiscriminator).Distinct().Count());
        Assert.Equal(kinds, made);
    }

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void A_task_that_is_saved_anywhere_goes_on_alike(int kind) => ForEachSeed(kind, (dice, spec, setting) =>
    {
        int batch = dice.Pick(1, 7, 64);
        TaskRun whole = new(spec, setting, seed: 5, batch);
        whole.Take(dice.Below(1500));
        byte[] state = whole.Save();
        TaskRun restored = new(spec, setting, seed: 6, batch);
        restored.Take(dice.Below(200));
        restored.Load(state);
        Assert.Equal(state, restored.Save());
        Assert.Equal(whole.Take(500), restored.Take(500));
        Assert.Equal(whole.Save(), restored.Save());
    });

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Steps_stay_in_memory_and_files_and_take_time(int kind) => ForEachSeed(kind, (dice, spec, setting) =>
    {
        TaskRun run = new(spec, setting);
        List<PageAccess> steps = run.Take(1000);
        foreach (PageAccess step in steps)
        {
            Assert.True(step.Nanoseconds >= 0, $"{step} goes back in time");
            Assert.True(step.Count > 0, $"{step} has no pages");
            Assert.True(step.Kind <= PageAccessKind.Sleep, $"{step} is of no kind");
            if (step.Kind is PageAccessKind.Sleep or PageAccessKind.Compute)
            {
                continue;
            }

            ulong end = (ulong)step.Page + step.Count;
            ulong endOfFiles = (ulong)setting.FirstFilePage + setting.FilePages;
            bool isInFiles = step.Page >= setting.FirstFilePage && end <= endOfFiles;
            Assert.True(end <= setting.Pages || isInFiles, $"{step} leaves {setting}");
            Assert.True(step.Content == 0 || step.Kind == PageAccessKind.Write, $"{step} has a content but no write");
        }

        Assert.True(steps.Count < 1000 || run.Now > SimTime.Zero, "no time passed");
    });

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Steps_depend_on_the_task_alone(int kind) => ForEachSeed(kind, (_, spec, setting) =>
    {
        TaskRun alone = new(spec, setting);
        TaskRun first = new(spec, setting);
        TaskRun second = new(spec, setting, seed: 2);
        List<PageAccess> mixed = [];
        while (mixed.Count < 500 && first.Next() is { IsEmpty: false } next)
        {
            mixed.AddRange(next);
            second.Next();
        }

        Assert.Equal(alone.Take(500), mixed);
    });

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Making_steps_allocates_nothing(int kind) => ForEachSeed(kind, (_, spec, setting) =>
    {
        WorkloadTask task = spec.CreateTask(setting);
        PageAccess[] steps = new PageAccess[64];
        RandomStream random = new(3, "a", "b");
        SimTime now = SimTime.Zero;
        int made = Make(task, steps, ref random, ref now);
        long before = GC.GetAllocatedBytesForCurrentThread();
        made += Make(task, steps, ref random, ref now);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(made > 0, "no step was made");
    });

    [Fact]
    public void Contents_allocate_nothing()
    {
        ContentSource source = new(new ContentSpec { ZeroShare = 0.2, CommonShare = 0.2, RepeatedShare = 0.2 }, key: 1);
        ulong sum = source.Next(0).Value;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (uint page = 0; page < 1000; page++)
        {
            sum ^= source.Next(page).Value;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0UL, sum);
    }

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Damaged_states_are_refused_or_harmless(int kind) => ForEachSeed(kind, (dice, spec, setting) =>
    {
        TaskRun run = new(spec, setting);
        run.Take(dice.Below(300));
        using MemoryStream saved = new();
        using (StateWriter writer = new(saved))
        {
            run.Task.Save(writer);
            writer.Complete();
        }

        byte[] state = saved.ToArray();
        int bytes = Math.Max(0, state.Length - sizeof(ulong));
        for (int i = 0; i < 20 && bytes > 0; i++)
        {
            byte[] damaged = [.. state];
            damaged[dice.Below(bytes)] ^= (byte)(1 << dice.Below(8));
            WorkloadTask task = spec.CreateTask(setting);
            try
            {
                using MemoryStream stream = new(damaged);
                task.Load(new StateReader(stream));
            }
            catch (InvalidDataException)
            {
                continue;
            }

            RandomStream random = new(4, "a", "b");
            PageAccess[] steps = new PageAccess[64];
            int made = task.Next(steps, ref random, run.Now);
            Assert.All(steps[..made], step => Assert.True(
                step.Kind is PageAccessKind.Sleep or PageAccessKind.Compute
                || (ulong)step.Page + step.Count <= (ulong)setting.FirstFilePage + setting.FilePages));
        }
    });

    private static int Make(WorkloadTask task, PageAccess[] steps, ref RandomStream random, ref SimTime now)
    {
        int total = 0;
        for (int i = 0; i < 30; i++)
        {
            int made = task.Next(steps, ref random, now);
            for (int j = 0; j < made; j++)
            {
                now += new SimTime(steps[j].Nanoseconds);
            }

            total += made;
        }

        return total;
    }

    private static void ForEachSeed(int kind, Action<Dice, WorkloadSpec, WorkloadSetting> check)
    {
        for (ulong seed = 1; seed <= Rounds; seed++)
        {
            Dice dice = new(seed);
            WorkloadSpec spec = AnyWorkload.Make(kind, dice);
            WorkloadSetting setting = AnyWorkload.Setting(dice);
            try
            {
                check(dice, spec, setting);
            }
            catch (Exception exception)
            {
                string what = $"seed {seed}: {spec} in {setting}: {exception.Message}";
                throw new InvalidOperationException(what, exception);
            }
        }
    }
}
