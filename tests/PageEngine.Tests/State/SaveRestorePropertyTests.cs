using FsCheck.Xunit;
using PageEngine.Tests.Sharing;

namespace PageEngine.Tests;

/// <summary>E1 for the core: a history that is cut, saved and restored is the history that was not.</summary>
public sealed class SaveRestorePropertyTests
{
    [Property(MaxTest = 100, EndSize = 1_000_000_000)]
    public void A_restored_host_goes_on_exactly_as_the_original_does(ulong seed)
    {
        Seeded random = new(seed);
        using RandomHistory history = new(seed, frames: 96, guestPages: 48, largePages: false);
        history.Run(random.Below(80));
        history.Branch(Saved.Twin);
        history.Run(random.Below(60));
        history.Branch(host => host.Fork());
        history.Run(20);
    }

    [Property(MaxTest = 12, EndSize = 1_000_000_000)]
    public void A_restored_host_with_large_pages_goes_on_exactly_as_the_original_does(ulong seed)
    {
        Seeded random = new(seed);
        using RandomHistory history = new(seed, frames: 2560, guestPages: 1100, largePages: true);
        history.Run(random.Below(30));
        history.Branch(Saved.Twin);
        history.Branch(host => host.Fork());
        history.Run(20);
    }

    [Property(MaxTest = 30, EndSize = 1_000_000_000)]
    public void Hosts_from_one_save_know_nothing_of_each_other(ulong seed) => GoOnApart(seed, Saved.Twin);

    [Property(MaxTest = 30, EndSize = 1_000_000_000)]
    public void A_fork_and_its_original_know_nothing_of_each_other(ulong seed) => GoOnApart(seed, host => host.Fork());

    private static void GoOnApart(ulong seed, Func<PageHost, PageHost> makeTwin)
    {
        using RandomHistory history = new(seed, frames: 96, guestPages: 48, largePages: false);
        history.Run(40);
        IReadOnlyList<PageHost> originals = history.GoOnWithTwins(makeTwin);
        byte[][] saves = [.. originals.Select(Saved.BytesOf)];
        PageHost[] others = [.. originals.Select(makeTwin)];
        history.Run(40);
        Assert.Equal(saves, originals.Select(Saved.BytesOf));
        Assert.Equal(saves, others.Select(Saved.BytesOf));
        foreach (PageHost host in originals.Concat(others))
        {
            host.CheckInvariants();
            host.Dispose();
        }
    }
}
