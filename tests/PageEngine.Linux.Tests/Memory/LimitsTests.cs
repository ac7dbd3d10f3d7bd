namespace PageEngine.Linux.Tests;

[Collection(Alone.Name)]
public sealed class LimitsTests
{
    [Fact]
    public void Whatever_is_made_is_released()
    {
        Use();
        int files = CountFiles();
        int regions = MappedRegion.LiveCount;
        int faults = UserFaultFile.LiveCount;
        for (int i = 0; i < 3; i++)
        {
            Use();
        }

        Assert.Equal(regions, MappedRegion.LiveCount);
        Assert.Equal(faults, UserFaultFile.LiveCount);
        Assert.Equal(files, CountFiles());
    }

    [Fact]
    public void Too_many_open_files_are_said_in_one_line_and_nothing_is_left_behind()
    {
        Use();
        int regions = MappedRegion.LiveCount;
        int files = CountFiles();
        string message;
        using (new LoweredLimit(LoweredLimit.OpenFiles, 3))
        {
            message = Record.Exception(static () => MappedGuestMemory.Create(
                ByteSize.FromPages(4), new MappedMemoryOptions { Backing = MemoryBacking.MemoryFile }))!.Message;
        }

        Assert.Contains("open files", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        if (KernelFeatures.Current.BestTracker == TrackerKind.AsyncWriteProtect)
        {
            using var limit = new LoweredLimit(LoweredLimit.OpenFiles, 3);
            message = Assert.Throws<IOException>(
                static () => MappedGuestMemory.Create(ByteSize.FromPages(4))).Message;
        }

        Assert.Contains("open files", message, StringComparison.Ordinal);
        Assert.Equal(regions, MappedRegion.LiveCount);
        Assert.Equal(files, CountFiles());
    }

    [Fact]
    public void Nothing_here_locks_memory()
    {
        using var limit = new LoweredLimit(LoweredLimit.LockedMemory, 0);
        Use();
    }

    private static int CountFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static void Use()
    {
        foreach (MemoryBacking backing in Enum.GetValues<MemoryBacking>())
        {
            using MappedGuestMemory memory = MappedGuestMemory.Create(
                ByteSize.FromPages(16), new MappedMemoryOptions { Backing = backing });
            using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
            memory.Span.Fill(1);
            Assert.Equal(16, RealMemory.Harvest(memory, cursor).Count);
            if (KernelFeatures.Current.UserFault.IsAvailable)
            {
                memory.CatchMissing().Dispose();
            }

            if (backing == MemoryBacking.Anonymous)
            {
                using var sharer = new MappedPageSharer([memory]);
                Assert.Equal(15UL, sharer.ShareOnce().PagesSharing);
            }
        }
    }
}
