using FsCheck.Xunit;
using static PageEngine.Simulation.Tests.ReclaimSamples;

namespace PageEngine.Simulation.Tests;

public sealed class MemoryAllocationTests
{
    [Fact]
    public void R2_the_tax_turns_revocation_from_the_poor_to_the_idle()
    {
        MemoryDemand[] machines = [new(6000, 0, 4000, 1000), new(2000, 0, 2000, 1700)];
        ulong[] pages = [4000, 2000];

        MemoryAllocation taxed = new(0.8);
        Assert.Equal(0.375, taxed.PriceOf(machines[0], 4000), 12);
        Assert.Equal(0.625, taxed.PriceOf(machines[1], 2000), 12);
        Assert.Equal(0, taxed.PickVictim(machines, pages));

        MemoryAllocation untaxed = new(0);
        Assert.Equal(1.5, untaxed.PriceOf(machines[0], 4000), 12);
        Assert.Equal(1.0, untaxed.PriceOf(machines[1], 2000), 12);
        Assert.Equal(1, untaxed.PickVictim(machines, pages));
    }

    [Theory]
    [InlineData(64, 200, 0, 180, 180)]
    [InlineData(64, 200, 0.5, 146, 214)]
    [InlineData(64, 200, 0.75, 129, 231)]
    [InlineData(20, 180, 0.75, 120, 240)]
    [InlineData(0, 256, 0.75, 104, 256)]
    public void R3_two_equal_guests_settle_where_the_tax_says(
        ulong firstActive, ulong secondActive, double tax, ulong first, ulong second)
    {
        MemoryDemand[] machines = [new(1, 0, 256, firstActive), new(1, 0, 256, secondActive)];
        ulong[] targets = new ulong[2];
        Assert.Equal(360UL, new MemoryAllocation(tax).ComputeTargets(360, machines, targets));
        Assert.Equal([first, second], targets);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(0.75)]
    [InlineData(0.95)]
    public void R3_three_unequal_guests_settle_where_the_closed_form_says(double tax)
    {
        ulong memory = GiB(30);
        MemoryDemand[] machines =
            [new(1000, 0, GiB(64), GiB(2)), new(2000, 0, GiB(64), GiB(3)), new(3000, 0, GiB(64), GiB(1))];
        ulong[] targets = new ulong[3];
        new MemoryAllocation(tax).ComputeTargets(memory, machines, targets);
        for (int i = 0; i < 3; i++)
        {
            double exact = (tax * machines[i].ActivePages)
                + (machines[i].Shares / 6000.0 * (memory - (tax * GiB(6))));
            Assert.InRange(targets[i], exact - 1, exact + 1);
        }
    }

    [Fact]
    public void Reservations_and_limits_clamp_and_the_others_take_what_is_left()
    {
        MemoryDemand[] machines = [new(1, 500, 1000, 0), new(1, 0, 200, 0), new(1, 0, 1000, 0), new(2, 0, 1000, 0)];
        ulong[] targets = new ulong[4];
        Assert.Equal(1000UL, new MemoryAllocation(0).ComputeTargets(1000, machines, targets));
        Assert.Equal([500UL, 125UL, 125UL, 250UL], targets);
        Assert.Equal(3200UL, new MemoryAllocation(0.5).ComputeTargets(9000, machines, targets));
        Assert.Equal([1000UL, 200UL, 1000UL, 1000UL], targets);
    }

    [Fact]
    public void Reservations_that_do_not_fit_are_divided_by_the_same_rule()
    {
        MemoryDemand[] machines = [new(1, 600, 1000, 0), new(3, 600, 1000, 0), new(9, 0, 1000, 0)];
        ulong[] targets = new ulong[3];
        Assert.Equal(400UL, new MemoryAllocation(0).ComputeTargets(400, machines, targets));
        Assert.Equal([100UL, 300UL, 0UL], targets);
    }

    [Fact]
    public void A_guest_with_more_active_pages_than_it_holds_pays_for_them_as_active()
    {
        MemoryAllocation allocation = new(0.75);
        MemoryDemand busy = new(100, 0, 1000, ActivePages: 5000);
        Assert.Equal(0.1, allocation.PriceOf(busy, 1000), 12);
        Assert.Equal(0.025, allocation.PriceOf(busy with { ActivePages = 0 }, 1000), 12);
        Assert.Equal(double.PositiveInfinity, allocation.PriceOf(busy, 0));
    }

    [Fact]
    public void Nobody_is_the_victim_when_all_are_at_their_minimum()
    {
        MemoryAllocation allocation = new();
        Assert.Equal(-1, allocation.PickVictim([new(1, 10, 20, 0), new(1, 5, 20, 0)], [10, 5]));
        Assert.Equal(-1, allocation.PickVictim([], []));
        Assert.Equal(1, allocation.PickVictim([new(1, 10, 20, 0), new(1, 5, 20, 0)], [10, 6]));
        Assert.Equal(0UL, allocation.ComputeTargets(100, [], []));
        Assert.Equal(MemoryAllocation.DefaultTaxRate, allocation.TaxRate);
    }

    [Fact]
    public void A_host_of_16_TiB_is_divided_to_the_page()
    {
        const int Count = 1000;
        ulong memory = ByteSize.FromTiB(16).Pages - 1;
        MemoryDemand[] machines = new MemoryDemand[Count];
        for (int i = 0; i < Count; i++)
        {
            machines[i] = new(1 + ((ulong)i % 7), (ulong)i, ulong.MaxValue - 1, (ulong)i * 5000);
        }

        ulong[] targets = new ulong[Count];
        Assert.Equal(memory, new MemoryAllocation().ComputeTargets(memory, machines, targets));
        Assert.Equal(memory, targets.Aggregate(0UL, (sum, pages) => sum + pages));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryAllocation(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryAllocation(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryAllocation(double.NaN));
        MemoryAllocation allocation = new();
        Assert.Throws<ArgumentException>(() => allocation.ComputeTargets(1, [new(0, 0, 1, 0)], new ulong[1]));
        Assert.Throws<ArgumentException>(() => allocation.ComputeTargets(1, [new(1, 2, 1, 0)], new ulong[1]));
        Assert.Throws<ArgumentException>(() => allocation.ComputeTargets(1, [new(1, 0, 1, 0)], new ulong[2]));
        Assert.Throws<ArgumentException>(() => allocation.PickVictim([new(1, 0, 1, 0)], []));
    }

    [Fact]
    public void Dividing_and_picking_allocate_nothing()
    {
        MemoryAllocation allocation = new();
        MemoryDemand[] machines = [new(1, 0, 1000, 50), new(5, 10, 800, 700), new(3, 0, 900, 0)];
        ulong[] targets = new ulong[3];
        AssertAllocatesNothing(() =>
            allocation.ComputeTargets(1500, machines, targets) + (ulong)allocation.PickVictim(machines, targets));
    }

    [Property]
    public void Revocation_page_by_page_ends_at_the_targets(
        ushort memory, byte tax, (byte Shares, byte Min, ushort Max, ushort Active)[] raw)
    {
        MemoryAllocation allocation = new(tax / 260.0);
        MemoryDemand[] machines = Demands(raw);
        ulong[] targets = new ulong[machines.Length];
        ulong wanted = memory % 4096UL;
        ulong given = allocation.ComputeTargets(wanted, machines, targets);

        // Short of the minimums nobody is a victim any more, and revocation has nothing to say.
        if (Sum(machines, machine => machine.MinPages) > wanted)
        {
            return;
        }

        ulong[] pages = Array.ConvertAll(machines, machine => machine.MaxPages);
        ulong held = Sum(machines, machine => machine.MaxPages);
        Assert.Equal(Math.Min(held, wanted), given);
        for (; held > wanted; held--)
        {
            pages[allocation.PickVictim(machines, pages)]--;
        }

        Assert.Equal(pages, targets);
    }

    [Property]
    public void Targets_keep_the_sum_and_the_bounds_and_grow_with_memory(
        uint memory, uint more, byte tax, (byte Shares, byte Min, ushort Max, ushort Active)[] raw)
    {
        MemoryAllocation allocation = new(tax / 256.0);
        MemoryDemand[] machines = Demands(raw);
        ulong[] targets = new ulong[machines.Length];
        ulong[] grown = new ulong[machines.Length];
        ulong small = memory % 200_000;
        ulong large = small + (more % 1000);
        ulong max = Sum(machines, machine => machine.MaxPages);
        bool isShort = Sum(machines, machine => machine.MinPages) > small;
        Assert.Equal(Math.Min(small, max), allocation.ComputeTargets(small, machines, targets));
        Assert.Equal(Math.Min(large, max), allocation.ComputeTargets(large, machines, grown));
        Assert.Equal(Math.Min(small, max), targets.Aggregate(0UL, (sum, pages) => sum + pages));
        for (int i = 0; i < machines.Length; i++)
        {
            (ulong least, ulong most) = (machines[i].MinPages, machines[i].MaxPages);
            Assert.InRange(targets[i], isShort ? 0 : least, isShort ? least : most);
            Assert.True(grown[i] >= targets[i], "more memory takes nothing from anybody");
        }
    }

    private static MemoryDemand[] Demands((byte Shares, byte Min, ushort Max, ushort Active)[] raw) =>
        Array.ConvertAll(raw, item =>
            new MemoryDemand(item.Shares + 1UL, item.Min, item.Min + (item.Max % 3000UL), item.Active % 4000UL));

    private static ulong Sum(MemoryDemand[] machines, Func<MemoryDemand, ulong> value) =>
        machines.Aggregate(0UL, (sum, machine) => sum + value(machine));
}
