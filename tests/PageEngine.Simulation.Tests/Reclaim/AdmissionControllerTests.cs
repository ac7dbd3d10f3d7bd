using FsCheck.Xunit;
using static PageEngine.Simulation.Tests.ReclaimSamples;

namespace PageEngine.Simulation.Tests;

public sealed class AdmissionControllerTests
{
    private static readonly MemoryClaim FourGibibytes = new() { SizePages = GiB(4) };

    [Fact]
    public void Without_overcommit_twelve_guests_of_four_GiB_start_on_48()
    {
        AdmissionController controller = new(Host(AdmissionPolicy.FullSize));
        Assert.Equal(12, AdmitAll(controller, FourGibibytes));
        AdmissionDecision refused = controller.Evaluate(FourGibibytes);
        Assert.Equal(AdmissionRefusal.SizeDoesNotFit, refused.Refusal);
        Assert.Equal("The machine needs 4 GiB with its overhead, and 0 B are not promised to others.", refused.Reason);
    }

    [Fact]
    public void Reservations_and_overheads_bound_what_starts()
    {
        AdmissionController controller = new(Host(AdmissionPolicy.Reservations));
        MemoryClaim claim = FourGibibytes with { ReservationPages = GiB(2), OverheadPages = MiB(128) };
        Assert.Equal(22, AdmitAll(controller, claim));
        AdmissionDecision refused = controller.Evaluate(claim);
        Assert.Equal(AdmissionRefusal.ReservationDoesNotFit, refused.Refusal);
        Assert.Equal("Reservation and overhead need 2.13 GiB, and 1.25 GiB are unreserved.", refused.Reason);
        Assert.True(controller.Evaluate(FourGibibytes).IsAdmitted);
    }

    [Fact]
    public void What_is_not_reserved_needs_swap_space_where_the_host_has_a_bound()
    {
        AdmissionController controller = new(Host(AdmissionPolicy.Reservations) with { SwapPages = GiB(10) });
        MemoryClaim claim = FourGibibytes with { ReservationPages = GiB(1) };
        Assert.Equal(3, AdmitAll(controller, claim));
        Assert.Equal(AdmissionRefusal.SwapDoesNotFit, controller.Evaluate(claim).Refusal);
        Assert.True(controller.Evaluate(claim with { ReservationPages = GiB(4) }).IsAdmitted);

        // A limit keeps the guest out of memory, not out of swap.
        Assert.Equal(
            AdmissionRefusal.SwapDoesNotFit,
            controller.Evaluate(claim with { LimitPages = GiB(1) }).Refusal);
    }

    [Fact]
    public void A_ratio_bounds_what_is_promised()
    {
        AdmissionController controller = new(Host(AdmissionPolicy.OvercommitRatio) with { OvercommitRatio = 1.25 });
        Assert.Equal(15, AdmitAll(controller, FourGibibytes));
        AdmissionDecision refused = controller.Evaluate(FourGibibytes);
        Assert.Equal(AdmissionRefusal.OvercommitRatioExceeded, refused.Refusal);
        Assert.Equal("With this machine 64 GiB would be promised, and 60 GiB may be.", refused.Reason);
        Assert.Equal(
            AdmissionRefusal.ReservationDoesNotFit,
            controller.Evaluate(new MemoryClaim { SizePages = GiB(64), ReservationPages = GiB(64) }).Refusal);
    }

    [Fact]
    public void A_policy_of_none_refuses_only_what_makes_no_sense()
    {
        AdmissionController controller = new(Host(AdmissionPolicy.None) with { MaxMachines = 1 });
        MemoryClaim huge = new() { SizePages = GiB(1000), ReservationPages = GiB(1000) };
        Assert.True(controller.Admit(huge).IsAdmitted);
        Assert.Equal(0UL, controller.UnreservedPages);
        Assert.True(controller.Admit(FourGibibytes).IsAdmitted);
        (AdmissionRefusal Refusal, MemoryClaim Claim)[] wrong =
        [
            (AdmissionRefusal.NoMemory, new MemoryClaim { SizePages = 0 }),
            (AdmissionRefusal.NoMemory, FourGibibytes with { LimitPages = 0 }),
            (AdmissionRefusal.NoShares, FourGibibytes with { Shares = 0 }),
            (AdmissionRefusal.ReservationAboveSize, huge with { SizePages = GiB(999) }),
            (AdmissionRefusal.ReservationAboveLimit, huge with { LimitPages = GiB(999) }),
        ];
        foreach ((AdmissionRefusal refusal, MemoryClaim claim) in wrong)
        {
            AdmissionDecision decision = controller.Evaluate(claim);
            Assert.Equal(refusal, decision.Refusal);
            Assert.EndsWith(".", decision.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_number_of_machines_can_be_bounded()
    {
        AdmissionController controller = new(Host(AdmissionPolicy.Reservations) with { MaxMachines = 2 });
        Assert.Equal(2, AdmitAll(controller, FourGibibytes));
        Assert.Equal(AdmissionRefusal.TooManyMachines, controller.Evaluate(FourGibibytes).Refusal);
        controller.Release(FourGibibytes);
        Assert.True(controller.Evaluate(FourGibibytes).IsAdmitted);
    }

    [Fact]
    public void Shares_follow_the_size_unless_they_are_given()
    {
        Assert.Equal(40_960UL, FourGibibytes.Shares);
        Assert.Equal(7UL, (FourGibibytes with { Shares = 7 }).Shares);
        Assert.Equal(20_480UL, MemoryShares.Low(GiB(4)));
        Assert.Equal(81_920UL, MemoryShares.High(GiB(4)));
        Assert.Equal(1UL, MemoryShares.Normal(0));
    }

    [Fact]
    public void Releasing_what_was_not_admitted_is_refused()
    {
        AdmissionController controller = new(Host(AdmissionPolicy.Reservations));
        Assert.Throws<InvalidOperationException>(() => controller.Release(FourGibibytes));
        controller.Admit(FourGibibytes);
        Assert.Throws<InvalidOperationException>(() => controller.Release(FourGibibytes with { ReservationPages = 1 }));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        AdmissionOptions host = Host(AdmissionPolicy.FullSize);
        AdmissionOptions[] wrong =
        [
            host with { HostReservePages = GiB(49) }, host with { Policy = (AdmissionPolicy)9 },
            host with { OvercommitRatio = 0 }, host with { OvercommitRatio = double.PositiveInfinity },
            host with { MaxMachines = -1 },
        ];
        Assert.All(wrong, item => Assert.Throws<ArgumentOutOfRangeException>(() => new AdmissionController(item)));
        byte[] negative = new byte[68];
        negative[3] = 0x80;
        AssertRefuses(new AdmissionController(host).Load, negative);
    }

    [Property]
    public void Books_return_to_zero_and_survive_a_save(
        byte policy, (ushort Size, ushort Reserved, byte Overhead)[] claims)
    {
        AdmissionOptions options = new()
        {
            HostPages = 200_000,
            HostReservePages = 1000,
            SwapPages = 300_000,
            Policy = (AdmissionPolicy)(policy % 4),
        };
        AdmissionController controller = new(options);
        List<MemoryClaim> running = [];
        foreach ((ushort size, ushort reserved, byte overhead) in claims)
        {
            MemoryClaim claim = new() { SizePages = size, ReservationPages = reserved, OverheadPages = overhead };
            UInt128 before = controller.ReservedPages;
            AdmissionDecision decision = controller.Evaluate(claim);
            Assert.Equal(decision, controller.Admit(claim));
            if (decision.IsAdmitted)
            {
                running.Add(claim);
            }

            Assert.Equal(before + (decision.IsAdmitted ? reserved + (UInt128)overhead : 0), controller.ReservedPages);
            Assert.True(options.Policy == AdmissionPolicy.None || controller.ReservedPages <= 199_000);
        }

        AdmissionController copy = new(options);
        Reload(controller.Save, copy.Load);
        foreach (MemoryClaim claim in running)
        {
            copy.Release(claim);
        }

        Assert.Equal(0, copy.Machines);
        Assert.Equal(0UL, copy.ReservedPages + copy.PromisedPages + copy.SwapReservedPages);
        Assert.Equal(Bytes(new AdmissionController(options).Save), Bytes(copy.Save));
    }

    private static AdmissionOptions Host(AdmissionPolicy policy) => new() { HostPages = GiB(48), Policy = policy };

    private static int AdmitAll(AdmissionController controller, MemoryClaim claim)
    {
        int count = 0;
        while (controller.Admit(claim).IsAdmitted)
        {
            count++;
        }

        Assert.Equal(count, controller.Machines);
        return count;
    }
}
