using FsCheck.Xunit;

namespace PageEngine.Tests.Sharing;

/// <summary>Random histories over both stores against a naive model (E5 and the invariants of the engine).</summary>
public sealed class RandomHistoryTests
{
    private const int Steps = 120;

    [Property(MaxTest = 400, EndSize = 1_000_000_000)]
    public void Contents_books_and_isolation_hold_in_any_history_and_both_stores_agree(ulong seed)
    {
        using RandomHistory history = new(seed, frames: 96, guestPages: 48, largePages: false);
        history.Run(Steps);
    }

    [Property(MaxTest = 40, EndSize = 1_000_000_000)]
    public void Large_pages_are_split_without_losing_a_byte(ulong seed)
    {
        using RandomHistory history = new(seed, frames: 2560, guestPages: 1100, largePages: true);
        history.Run(40);
    }
}
