namespace PageEngine.Linux.Tests;

public sealed class ResidentMemoryTests
{
    [Fact]
    public void Mappings_inside_the_range_are_summed()
    {
        string[] lines =
        [
            "1000-3000 rw-p 00000000 00:00 0 ", "Rss:                   8 kB", "Pss:                   4 kB",
            "Anonymous:             4 kB", "KSM:                   4 kB", "VmFlags: rd wr",
            "3000-4000 rw-p 00000000 00:01 9 /memfd:x (deleted)", "Rss:   4 kB", "Pss:   2 kB", "Anonymous:   0 kB",
            "9000-a000 rw-p 00000000 00:00 0 ", "Rss:                   4 kB", "Pss:                   4 kB",
        ];
        Assert.Equal(
            new ResidentMemory(
                ByteSize.FromKiB(12), ByteSize.FromKiB(6), ByteSize.FromKiB(4), ByteSize.FromKiB(4), 2),
            ResidentMemory.Sum(lines, 0x1000, 0x4000));
    }

    [Fact]
    public void Memory_counts_when_it_is_touched()
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(100));
        Assert.Equal(default, ResidentMemory.Of(memory).Rss);
        memory.GetSpan(default, 25).Fill(1);
        ResidentMemory resident = ResidentMemory.Of(memory);
        Assert.Equal(ByteSize.FromPages(25), resident.Rss);
        Assert.Equal(ByteSize.FromPages(25), resident.Private);
    }
}
