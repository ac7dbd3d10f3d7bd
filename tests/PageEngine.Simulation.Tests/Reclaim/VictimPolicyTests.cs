using FsCheck.Xunit;
using static PageEngine.Simulation.Tests.ReclaimSamples;

namespace PageEngine.Simulation.Tests;

public sealed class VictimPolicyTests
{
    public static TheoryData<VictimPolicyKind> Kinds =>
        [VictimPolicyKind.Random, VictimPolicyKind.Clock, VictimPolicyKind.Generations];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_evictable_page_is_taken_once_and_no_other(VictimPolicyKind kind)
    {
        IVictimPolicy policy = Make(kind);
        byte[] pages = new byte[1003];
        HashSet<ulong> evictable = [];
        for (int i = 0; i < pages.Length; i++)
        {
            pages[i] = policy.StateFor((PageArrival)(i % 3));
            if (i % 5 == 0)
            {
                pages[i] &= 0x7F;
            }
            else
            {
                evictable.Add((ulong)i);
            }
        }

        GuestFrameNumber[] room = new GuestFrameNumber[64];
        int count;
        do
        {
            count = policy.PickVictims(pages, room);
            Assert.All(room[..count], page => Assert.True(evictable.Remove(page.Value)));
        }
        while (count == room.Length);
        Assert.Empty(evictable);
        Assert.Equal(0, policy.PickVictims(pages, room));
        Assert.Equal(0, policy.PickVictims(default, room));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_callers_bits_are_left_alone(VictimPolicyKind kind)
    {
        IVictimPolicy policy = Make(kind);
        byte[] pages = new byte[4096];
        for (int i = 0; i < pages.Length; i++)
        {
            pages[i] = (byte)(policy.StateFor(PageArrival.Demand) | (i & PageUse.CallerBits));
        }

        GuestFrameNumber[] room = new GuestFrameNumber[100];
        for (int round = 0; round < 30; round++)
        {
            policy.PickVictims(pages, room);
            policy.Age(pages);
            for (int i = round; i < pages.Length; i += 3)
            {
                pages[i] |= PageUse.Accessed;
            }
        }

        for (int i = 0; i < pages.Length; i++)
        {
            Assert.Equal(i & PageUse.CallerBits, pages[i] & PageUse.CallerBits);
        }
    }

    [Fact]
    public void The_clock_gives_a_second_chance()
    {
        ClockVictims clock = new();
        byte[] pages = [0xC0, 0x80, 0xC0, 0x00, 0x80];
        Assert.Equal([1UL, 4UL], Pick(clock, pages, 2));
        Assert.Equal([0x80, 0x00, 0x80, 0x00, 0x00], pages);
        pages[0] |= PageUse.Accessed;
        Assert.Equal([2UL, 0UL], Pick(clock, pages, 5));
    }

    [Fact]
    public void The_clock_evicts_when_all_pages_were_accessed()
    {
        byte[] pages = [0xC0, 0xC0, 0xC0];
        Assert.Equal([0UL, 1UL], Pick(new ClockVictims(), pages, 2));
    }

    [Fact]
    public void Random_victims_are_spread_evenly()
    {
        RandomVictims random = new(42);
        int[] counts = new int[100];
        byte[] pages = new byte[100];
        for (int round = 0; round < 10_000; round++)
        {
            Array.Fill(pages, PageUse.Evictable);
            Assert.All(Pick(random, pages, 10), page => counts[page]++);
        }

        // 1000 expected; a standard deviation is 30.
        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Random_victims_depend_on_the_seed_alone()
    {
        byte[] pages = new byte[1000];
        Array.Fill(pages, PageUse.Evictable);
        ulong[] first = Pick(new RandomVictims(1), (byte[])pages.Clone(), 20);
        Assert.Equal(first, Pick(new RandomVictims(1), (byte[])pages.Clone(), 20));
        Assert.NotEqual(first, Pick(new RandomVictims(2), (byte[])pages.Clone(), 20));
    }

    [Fact]
    public void The_oldest_generation_goes_first()
    {
        GenerationVictims policy = new();
        byte[] pages = new byte[6];
        pages.AsSpan().Fill(policy.StateFor(PageArrival.Demand));
        pages[0] |= PageUse.Accessed;
        pages[1] |= PageUse.Accessed;
        policy.Age(pages);
        pages[0] |= PageUse.Accessed;
        policy.Age(pages);

        // 2 to 5 were never accessed, 1 long ago, 0 just now.
        Assert.Equal([2UL, 3UL, 4UL, 5UL, 1UL, 0UL], Pick(policy, pages, 6));
    }

    [Fact]
    public void A_page_accessed_since_it_was_looked_at_moves_to_the_youngest_generation()
    {
        GenerationVictims policy = new();
        byte[] pages = new byte[4];
        pages.AsSpan().Fill(policy.StateFor(PageArrival.Demand));
        policy.Age(pages);
        pages[0] |= PageUse.Accessed;
        Assert.Equal([1UL, 2UL, 3UL], Pick(policy, pages, 3));
        Assert.Equal(policy.YoungestGeneration & 7, (ulong)(pages[0] & PageUse.GenerationBits));
        Assert.Equal(0, pages[0] & PageUse.Accessed);
    }

    [Fact]
    public void Refaults_stay_longest_and_pages_read_ahead_go_first()
    {
        GenerationVictims policy = new();
        byte[] pages = new byte[3];
        for (int i = 0; i < 3; i++)
        {
            policy.Age(pages);
        }

        pages[0] = policy.StateFor(PageArrival.Refault);
        pages[1] = policy.StateFor(PageArrival.Demand);
        pages[2] = policy.StateFor(PageArrival.Prefetch);
        Assert.Equal([2UL, 1UL, 0UL], Pick(policy, pages, 3));
    }

    [Fact]
    public void Generations_merge_rather_than_wrap()
    {
        GenerationVictims policy = new();
        byte[] pages = new byte[2];
        pages.AsSpan().Fill(policy.StateFor(PageArrival.Demand));
        for (int i = 0; i < 50; i++)
        {
            pages[1] |= PageUse.Accessed;
            policy.Age(pages);
            ulong span = policy.YoungestGeneration - policy.OldestGeneration;
            Assert.InRange(span, 1UL, (ulong)GenerationVictims.MaxGenerations - 1);
            Assert.Equal(policy.YoungestGeneration & 7, (ulong)(pages[1] & PageUse.GenerationBits));
            ulong label = (ulong)(pages[0] & PageUse.GenerationBits);
            Assert.True(i < 1 || label == (policy.OldestGeneration & 7) || i < GenerationVictims.MaxGenerations);
        }

        Assert.Equal([0UL, 1UL], Pick(policy, pages, 2));
    }

    [Theory]
    [InlineData(VictimPolicyKind.Clock)]
    [InlineData(VictimPolicyKind.Generations)]
    public void Hot_pages_outlive_cold_ones(VictimPolicyKind kind)
    {
        (ulong hotFaults, ulong faults) = Run(Make(kind), pages: 2000, resident: 600, hot: 400, rounds: 60_000);
        (ulong randomHot, ulong randomFaults) = Run(Make(VictimPolicyKind.Random), 2000, 600, 400, 60_000);
        Assert.True(hotFaults < randomHot / 2, $"{hotFaults} faults on hot pages, {randomHot} at random");
        Assert.True(faults < randomFaults, $"{faults} faults, {randomFaults} at random");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_policy_goes_on_where_it_was_saved(VictimPolicyKind kind)
    {
        IVictimPolicy policy = Make(kind);
        Random random = new(3);
        byte[] pages = new byte[500];
        Array.Fill(pages, policy.StateFor(PageArrival.Demand));
        Pick(policy, pages, 77);
        policy.Age(pages);
        IVictimPolicy copy = Make(kind);
        Reload(policy.Save, copy.Load);
        byte[] other = (byte[])pages.Clone();
        for (int round = 0; round < 20; round++)
        {
            int touched = random.Next(pages.Length);
            pages[touched] |= PageUse.Accessed;
            other[touched] |= PageUse.Accessed;
            Assert.Equal(Pick(policy, pages, 9), Pick(copy, other, 9));
            Assert.Equal(pages, other);
        }
    }

    [Fact]
    public void Policies_are_made_by_kind()
    {
        Assert.Equal(
            ["random", "clock", "generations"],
            Enum.GetValues<VictimPolicyKind>().Select(kind => VictimPolicies.Create(kind, 1).Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => VictimPolicies.Create((VictimPolicyKind)3, 1));
    }

    [Fact]
    public void A_saved_state_that_cannot_be_is_refused()
    {
        AssertRefuses(new ClockVictims().Load, 255, 255, 255, 255);
        AssertRefuses(new GenerationVictims().Load, new byte[20]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_victim_among_a_million_pages_costs_few_steps_and_no_allocation(VictimPolicyKind kind)
    {
        IVictimPolicy policy = Make(kind);
        byte[] pages = new byte[1 << 20];
        GuestFrameNumber[] room = new GuestFrameNumber[256];
        AssertAllocatesNothing(() =>
        {
            Array.Fill(pages, policy.StateFor(PageArrival.Refault));
            ulong taken = 0;
            int count;
            while ((count = policy.PickVictims(pages, room)) > 0)
            {
                taken += (ulong)count;
            }

            return taken == 1UL << 20 ? taken : 0;
        });
    }

    [Property(EndSize = 1_000_000_000)]
    public void Random_histories_keep_every_page_in_its_place(int seed, byte kind)
    {
        Random random = new(seed);
        IVictimPolicy policy = Make((VictimPolicyKind)(kind % 3));
        byte[] pages = new byte[random.Next(1, 300)];
        HashSet<int> evictable = [];
        for (int step = 0; step < 300; step++)
        {
            int page = random.Next(pages.Length);
            switch (random.Next(5))
            {
                case 0:
                    pages[page] = policy.StateFor((PageArrival)random.Next(3));
                    evictable.Add(page);
                    break;
                case 1:
                    pages[page] |= PageUse.Accessed;
                    break;
                case 2:
                    pages[page] &= 0x7F;
                    evictable.Remove(page);
                    break;
                case 3 when random.Next(4) == 0:
                    policy.Age(pages);
                    break;
                default:
                    int wanted = random.Next(20);
                    ulong[] victims = Pick(policy, pages, wanted);
                    Assert.Equal(Math.Min(wanted, evictable.Count), victims.Length);
                    Assert.All(victims, victim => Assert.True(evictable.Remove((int)victim)));
                    break;
            }

            IEnumerable<int> marked = Enumerable.Range(0, pages.Length).Where(i => pages[i] >= PageUse.Evictable);
            Assert.Equal(evictable.Order(), marked);
        }
    }

    private static IVictimPolicy Make(VictimPolicyKind kind) => VictimPolicies.Create(kind, seed: 5);

    private static ulong[] Pick(IVictimPolicy policy, byte[] pages, int count)
    {
        GuestFrameNumber[] room = new GuestFrameNumber[count];
        return Array.ConvertAll(room[..policy.PickVictims(pages, room)], page => page.Value);
    }

    /// <summary>
    /// Nine accesses in ten go to hot pages, the rest sweeps through all; faults are served by evicting.
    /// </summary>
    private static (ulong HotFaults, ulong Faults) Run(
        IVictimPolicy policy, int pages, int resident, int hot, int rounds)
    {
        Random random = new(17);
        byte[] states = new byte[pages];
        bool[] isResident = new bool[pages];
        int used = 0;
        int sweep = 0;
        ulong hotFaults = 0;
        ulong faults = 0;
        for (int i = 0; i < rounds; i++)
        {
            bool isHot = random.Next(10) < 9;
            int page = isHot ? random.Next(hot) : hot + (sweep++ % (pages - hot));
            if (!isResident[page])
            {
                faults++;
                hotFaults += isHot ? 1UL : 0;
                if (used == resident)
                {
                    foreach (ulong victim in Pick(policy, states, 8))
                    {
                        isResident[victim] = false;
                        used--;
                    }
                }

                states[page] = policy.StateFor(PageArrival.Demand);
                isResident[page] = true;
                used++;
            }

            states[page] |= PageUse.Accessed;
        }

        return (hotFaults, faults);
    }
}
