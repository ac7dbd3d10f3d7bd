using FsCheck.Xunit;
using static PageEngine.Simulation.Tests.ReclaimSamples;

namespace PageEngine.Simulation.Tests;

public sealed class RefaultTrackerTests
{
    [Fact]
    public void The_distance_is_the_evictions_since()
    {
        RefaultTracker tracker = new(evictionsPerEpoch: 1);
        byte[] shadows = new byte[100];
        for (ulong page = 0; page < 10; page++)
        {
            tracker.RecordEviction(shadows, new GuestFrameNumber(page));
        }

        Assert.True(tracker.TryTake(shadows, new GuestFrameNumber(9), out ulong distance));
        Assert.Equal(1UL, distance);
        Assert.True(tracker.TryTake(shadows, new GuestFrameNumber(0), out distance));
        Assert.Equal(10UL, distance);
        Assert.False(tracker.TryTake(shadows, new GuestFrameNumber(0), out distance));
        Assert.False(tracker.TryTake(shadows, new GuestFrameNumber(50), out _));
        Assert.Equal((10UL, 2UL), (tracker.Evictions, tracker.Refaults));
    }

    [Property(EndSize = 1_000_000_000)]
    public void Distances_are_never_too_small_and_old_shadows_are_forgotten(int seed, byte grain)
    {
        Random random = new(seed);
        ulong perEpoch = (grain % 20UL) + 1;
        RefaultTracker tracker = new(perEpoch);
        RefaultTracker copy = new(perEpoch);
        byte[] shadows = new byte[5000];
        Dictionary<int, ulong> evictedAt = [];
        for (int i = 0; i < 10_000; i++)
        {
            int page = random.Next(shadows.Length);
            ulong now = tracker.Evictions;
            if (random.Next(3) > 0)
            {
                tracker.RecordEviction(shadows, new GuestFrameNumber((ulong)page));
                evictedAt[page] = now;
                continue;
            }

            bool has = tracker.TryTake(shadows, new GuestFrameNumber((ulong)page), out ulong distance);
            bool was = evictedAt.Remove(page, out ulong at);
            Assert.False(has && !was);
            if (has)
            {
                Assert.InRange(distance, now - at, now - at + perEpoch);
            }
            else if (was)
            {
                Assert.True(now - at > (RefaultTracker.MinEpochs - 1) * perEpoch);
            }
        }

        Reload(tracker.Save, copy.Load);
        byte[] other = (byte[])shadows.Clone();
        for (ulong page = 0; page < 100; page++)
        {
            tracker.RecordEviction(shadows, new GuestFrameNumber(page));
            copy.RecordEviction(other, new GuestFrameNumber(page));
            Assert.Equal(
                tracker.TryTake(shadows, new GuestFrameNumber(page * 7), out ulong first),
                copy.TryTake(other, new GuestFrameNumber(page * 7), out ulong second));
            Assert.Equal(first, second);
        }
    }

    [Fact]
    public void A_working_set_that_just_does_not_fit_refaults_within_what_is_resident()
    {
        // A sweep over 1100 pages with 1000 resident: each page comes back 100 evictions after its own.
        RefaultTracker tracker = new(evictionsPerEpoch: 15);
        byte[] shadows = new byte[1100];
        for (ulong i = 0; i < 5000; i++)
        {
            tracker.RecordEviction(shadows, new GuestFrameNumber(i % 1100));
            if (i >= 100)
            {
                Assert.True(tracker.TryTake(shadows, new GuestFrameNumber((i - 100) % 1100), out ulong distance));
                Assert.InRange(distance, 101UL, 116UL);
            }
        }
    }

    [Fact]
    public void A_page_that_comes_back_sooner_than_what_is_resident_would_take_to_go_is_a_refault()
    {
        RefaultTracker tracker = new(1);
        byte[] shadows = new byte[50];
        for (ulong page = 0; page < 40; page++)
        {
            tracker.RecordEviction(shadows, new GuestFrameNumber(page));
        }

        Assert.Equal(PageArrival.Refault, tracker.Arrive(shadows, new GuestFrameNumber(30), residentPages: 10));
        Assert.Equal(PageArrival.Demand, tracker.Arrive(shadows, new GuestFrameNumber(29), residentPages: 10));
        Assert.Equal(PageArrival.Demand, tracker.Arrive(shadows, new GuestFrameNumber(45), residentPages: 10));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RefaultTracker(0));
        AssertRefuses(new RefaultTracker(1).Load, new byte[28]);
    }

    [Fact]
    public void Tracking_allocates_nothing()
    {
        RefaultTracker tracker = new(2);
        byte[] shadows = new byte[1000];
        AssertAllocatesNothing(() =>
        {
            ulong sum = 0;
            for (ulong page = 0; page < 1000; page++)
            {
                tracker.RecordEviction(shadows, new GuestFrameNumber(page));
                sum += tracker.TryTake(shadows, new GuestFrameNumber(page / 2), out ulong distance) ? distance : 0;
            }

            return sum;
        });
    }
}
