using System.Reflection;
using FsCheck.Xunit;

namespace PageEngine.Simulation.Tests;

public sealed class GuestHistoryTests
{
    private const int Steps = 300;

    [Property(MaxTest = 150, EndSize = 1_000_000_000)]
    public void What_was_written_is_read_back_through_swap_cache_balloon_and_failures(ulong seed)
    {
        GuestHistory history = new(seed);
        for (int step = 0; step < Steps; step++)
        {
            history.Step();
            if (step % 4 == 0)
            {
                history.Guest.CheckInvariants();
            }
        }

        history.ReadAll();
    }

    [Fact]
    public void Histories_come_by_everything_that_a_guest_does()
    {
        GuestCounters guests = default;
        BalloonCounters balloons = default;
        for (ulong seed = 0; seed < 60; seed++)
        {
            GuestHistory history = new(seed);
            for (int step = 0; step < Steps; step++)
            {
                history.Step();
            }

            guests = Most(guests, history.Guest.Counters);
            balloons = Most(balloons, history.Guest.Balloon.Counters);
        }

        Assert.DoesNotContain(" 0", guests.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(" 0", balloons.ToString(), StringComparison.Ordinal);
    }

    [Property(MaxTest = 100, EndSize = 1_000_000_000)]
    public void A_guest_that_was_saved_and_loaded_goes_on_as_if_nothing_had_happened(ulong seed)
    {
        GuestHistory whole = new(seed);
        RandomStream random = new(seed, "guest", "split");
        ulong split = random.Below(Steps);
        for (ulong step = 0; step < split; step++)
        {
            whole.Step();
        }

        GuestHistory resumed = whole.Reloaded();
        Assert.Equal(whole.Saved(), resumed.Saved());
        for (int step = 0; step < Steps; step++)
        {
            Assert.Equal(whole.Step(), resumed.Step());
        }

        Assert.Equal(whole.Saved(), resumed.Saved());
        resumed.Guest.CheckInvariants();
    }

    [Property(MaxTest = 25, EndSize = 1_000_000_000)]
    public void A_damaged_state_is_refused_or_holds_together(ulong seed)
    {
        GuestHistory history = new(seed);
        for (int step = 0; step < 60; step++)
        {
            history.Step();
        }

        RandomStream random = new(seed, "guest", "damage");
        byte[] state = history.Saved();
        for (int damage = 0; damage < 20; damage++)
        {
            byte[] copy = [.. state];
            int at = (int)random.Below((ulong)copy.Length);
            copy[at] ^= (byte)(1 << (int)random.Below(8));
            GuestHistory victim = history.Reloaded();
            try
            {
                victim.Guest.Load(new StateReader(new MemoryStream(copy)));
            }
            catch (InvalidDataException)
            {
                continue;
            }

            victim.Guest.CheckInvariants();
        }
    }

    private static T Most<T>(T left, T right)
        where T : struct
    {
        object most = left;
        foreach (PropertyInfo counter in typeof(T).GetProperties())
        {
            counter.SetValue(most, Math.Max((ulong)counter.GetValue(left)!, (ulong)counter.GetValue(right)!));
        }

        return (T)most;
    }
}
