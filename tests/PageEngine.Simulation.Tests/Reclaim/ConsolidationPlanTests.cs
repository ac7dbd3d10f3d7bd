using FsCheck.Xunit;
using static PageEngine.Simulation.Tests.ReclaimSamples;

namespace PageEngine.Simulation.Tests;

public sealed class ConsolidationPlanTests
{
    private static readonly ConsolidationInput Slides = new()
    {
        HostPages = GiB(48),
        GuestPages = GiB(4),
        UsedPages = MiB(2560),
    };

    [Fact]
    public void R1_twelve_guests_fit_without_overcommit_and_nineteen_with()
    {
        ConsolidationPlan plan = ConsolidationPlan.For(Slides);
        Assert.Equal(12UL, plan.GuestsWithoutOvercommit);
        Assert.Equal(19UL, plan.GuestsWithOvercommit);
        Assert.Equal(GiB(28), plan.SavedPages);
        Assert.Equal(GiB(76), plan.PromisedPages);
        Assert.Equal(MiB(512), plan.SparePages);
        Assert.Equal(19 * MiB(2560), plan.NeededPages);
        Assert.Equal(76.0 / 48, plan.OvercommitRatio, 12);
        Assert.Equal(ConsolidationLimit.UsedMemory, plan.Limit);
    }

    [Fact]
    public void R1_a_reserve_and_overheads_take_guests_away()
    {
        ConsolidationPlan plan =
            ConsolidationPlan.For(Slides with { HostReservePages = GiB(2), OverheadPages = MiB(100) });
        Assert.Equal(11UL, plan.GuestsWithoutOvercommit);
        Assert.Equal(17UL, plan.GuestsWithOvercommit);

        // 17 guests of 4 GiB and 100 MiB, and the reserve, on 48 GiB.
        Assert.Equal((17 * MiB(4196)) + GiB(2) - GiB(48), plan.SavedPages);
    }

    [Fact]
    public void R1_nothing_is_saved_when_guests_use_all_that_they_are_promised()
    {
        ConsolidationPlan plan = ConsolidationPlan.For(Slides with { UsedPages = GiB(4) });
        Assert.Equal(12UL, plan.GuestsWithOvercommit);
        Assert.Equal(0UL, plan.SavedPages);
        Assert.Equal(1.0, plan.OvercommitRatio);
    }

    [Fact]
    public void R1_shared_pages_are_paid_once()
    {
        // Each guest has 2 GiB of its own, and half a GiB that all of them share.
        ConsolidationPlan plan = ConsolidationPlan.For(Slides with { SharedPages = MiB(512) });
        Assert.Equal(23UL, plan.GuestsWithOvercommit);
        Assert.Equal((23 * GiB(2)) + MiB(512), plan.NeededPages);

        // The law of identical guests: what is given back is n·s − K.
        ConsolidationPlan alone = ConsolidationPlan.For(Slides);
        ConsolidationPlan fewer =
            ConsolidationPlan.For(Slides with { SharedPages = MiB(512), SharedFrames = MiB(100) });
        for (ulong guests = 1; guests < 30; guests++)
        {
            Assert.Equal((guests * MiB(512)) - MiB(100), alone.NeededFor(guests) - fewer.NeededFor(guests));
        }
    }

    [Fact]
    public void What_limits_is_named()
    {
        ConsolidationPlan ratio = ConsolidationPlan.For(Slides with { MaxOvercommitRatio = 1.25 });
        Assert.Equal((15UL, ConsolidationLimit.OvercommitRatio), (ratio.GuestsWithOvercommit, ratio.Limit));
        ConsolidationPlan reserved = ConsolidationPlan.For(Slides with { ReservationPages = GiB(3) });
        Assert.Equal((16UL, ConsolidationLimit.Reservations), (reserved.GuestsWithOvercommit, reserved.Limit));
        ConsolidationPlan counted = ConsolidationPlan.For(Slides with { MaxGuests = 5 });
        Assert.Equal((5UL, ConsolidationLimit.GuestCount), (counted.GuestsWithOvercommit, counted.Limit));
        Assert.Equal(5UL, counted.GuestsWithoutOvercommit);
        ConsolidationPlan free = ConsolidationPlan.For(Slides with { UsedPages = 0 });
        Assert.Equal((ulong.MaxValue, ConsolidationLimit.None), (free.GuestsWithOvercommit, free.Limit));
    }

    [Fact]
    public void Hosts_are_counted_whole()
    {
        ConsolidationPlan plan = ConsolidationPlan.For(Slides);
        Assert.Equal(0UL, plan.HostsFor(0));
        Assert.Equal(1UL, plan.HostsFor(19));
        Assert.Equal(2UL, plan.HostsFor(20));
        Assert.Equal(9UL, plan.HostsFor(100, overcommit: false));
        ConsolidationPlan tiny = ConsolidationPlan.For(Slides with { HostPages = GiB(1) });
        Assert.Equal((0UL, 0UL), (tiny.GuestsWithOvercommit, tiny.GuestsWithoutOvercommit));
        Assert.Throws<InvalidOperationException>(() => tiny.HostsFor(1));
    }

    [Fact]
    public void The_largest_numbers_do_not_overflow()
    {
        ConsolidationPlan plan = ConsolidationPlan.For(new ConsolidationInput
        {
            HostPages = ulong.MaxValue,
            GuestPages = ulong.MaxValue,
            UsedPages = 1,
            OverheadPages = ulong.MaxValue - 1,
        });
        Assert.Equal(0UL, plan.GuestsWithoutOvercommit);
        Assert.Equal(1UL, plan.GuestsWithOvercommit);
        Assert.Equal((UInt128)ulong.MaxValue - 1, plan.SavedPages);
    }

    [Fact]
    public void Amounts_out_of_range_are_refused()
    {
        ConsolidationInput[] wrong =
        [
            Slides with { GuestPages = 0 },
            Slides with { UsedPages = GiB(5) },
            Slides with { HostReservePages = GiB(49) },
            Slides with { ReservationPages = GiB(5) },
            Slides with { SharedPages = GiB(3) },
            Slides with { SharedPages = 10, SharedFrames = 11 },
            Slides with { SharedPages = 10, SharedFrames = 0 },
            Slides with { MaxOvercommitRatio = 0 },
            Slides with { MaxOvercommitRatio = double.NaN },
        ];
        Assert.All(wrong, input => Assert.Throws<ArgumentOutOfRangeException>(() => ConsolidationPlan.For(input)));
    }

    [Property(EndSize = 1_000_000_000)]
    public void The_plan_fits_and_one_guest_more_does_not(
        uint host, ushort guest, ushort used, byte overhead, ushort reserve, ushort shared, ushort frames)
    {
        ulong size = guest + 1UL;
        ulong use = used % (size + 1);
        ulong share = shared % (use + 1);
        ConsolidationInput input = new()
        {
            HostPages = host,
            GuestPages = size,
            UsedPages = use,
            OverheadPages = overhead,
            HostReservePages = Math.Min(reserve, host),
            SharedPages = share,
            SharedFrames = share == 0 ? null : (frames % share) + 1,
        };
        ConsolidationPlan plan = ConsolidationPlan.For(input);
        UInt128 memory = input.HostPages - input.HostReservePages;
        if (plan.GuestsWithOvercommit < ulong.MaxValue)
        {
            Assert.True(plan.NeededPages <= memory);
            Assert.True(plan.NeededFor(plan.GuestsWithOvercommit + 1) > memory);
            Assert.Equal(memory, plan.NeededPages + plan.SparePages);
        }

        UInt128 each = (UInt128)size + overhead;
        Assert.True(plan.GuestsWithoutOvercommit * each <= memory);
        Assert.True((plan.GuestsWithoutOvercommit + 1) * each > memory);
        Assert.True(plan.GuestsWithOvercommit >= plan.GuestsWithoutOvercommit);
    }
}
