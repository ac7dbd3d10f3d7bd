using FsCheck.Xunit;

namespace PageEngine.Tests.Frames;

public sealed class FrameAllocatorTests
{
    [Property(MaxTest = 100, EndSize = 1_000_000_000)]
    public void The_lowest_free_frame_is_taken_whatever_the_order_of_freeing(ulong seed)
    {
        Seeded random = new(seed);
        uint count = (uint)random.Pick(1, 63, 64, 65, 1000, 5000);
        using FrameAllocator allocator = new(count, nodeCount: 1, ArenaAllocator.Default);
        SortedSet<uint> free = [.. Enumerable.Range(0, (int)count).Select(i => (uint)i)];
        List<uint> used = [];
        uint high = 0;
        for (int step = 0; step < 3000; step++)
        {
            if (used.Count > 0 && random.OneIn(3))
            {
                int pick = random.Below(used.Count);
                allocator.Free(used[pick]);
                free.Add(used[pick]);
                used.RemoveAt(pick);
                continue;
            }

            Assert.Equal(free.Count > 0, allocator.TryAllocate(0, out uint frame, out bool isZeroed));
            if (free.Count > 0)
            {
                Assert.Equal(free.Min, frame);
                Assert.Equal(frame >= high, isZeroed);
                high = Math.Max(high, frame + 1);
                free.Remove(frame);
                used.Add(frame);
            }

            Assert.Equal((uint)free.Count, allocator.FreeCount);
        }
    }

    [Fact]
    public void Nodes_have_their_own_frames_and_help_each_other_when_one_is_full()
    {
        using FrameAllocator allocator = new(3 * 512, nodeCount: 3, ArenaAllocator.Default);
        for (uint i = 0; i < 512; i++)
        {
            Assert.True(allocator.TryAllocate(1, out uint frame, out _));
            Assert.Equal((512 + i, 1), (frame, allocator.NodeOf(frame)));
        }

        Assert.True(allocator.TryAllocate(1, out uint next, out _));
        Assert.Equal(2, allocator.NodeOf(next));
        Assert.Equal((512u, 0u, 511u), (allocator.FreeOn(0), allocator.FreeOn(1), allocator.FreeOn(2)));
    }

    [Fact]
    public void Large_pages_are_whole_aligned_and_never_overlap_small_ones()
    {
        using FrameAllocator allocator = new(4 * 512, nodeCount: 1, ArenaAllocator.Default);
        Assert.True(allocator.TryAllocate(0, out uint small, out _));
        Assert.Equal(0u, small);
        foreach (uint expected in new[] { 512u, 1024u, 1536u })
        {
            Assert.True(allocator.TryAllocateLarge(0, out uint first));
            Assert.Equal(expected, first);
        }

        Assert.False(allocator.TryAllocateLarge(0, out _));
        Assert.Equal(511u, allocator.FreeCount);
    }
}
