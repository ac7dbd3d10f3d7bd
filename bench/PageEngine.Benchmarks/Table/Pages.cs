using PageEngine.Linux;

namespace PageEngine.Benchmarks.Table;

/// <summary>The pages of the machine that the bytes of a host are in.</summary>
/// <param name="Name">The kind, for people.</param>
/// <param name="Allocator">Who gives them.</param>
internal sealed record Pages(string Name, ArenaAllocator Allocator)
{
    internal static Pages Ordinary { get; } = new("ordinary pages", ArenaAllocator.Default);

    /// <summary>All kinds there are on this machine.</summary>
    internal static IReadOnlyList<Pages> Kinds { get; } = OperatingSystem.IsLinux()
        ? [Ordinary, new Pages("huge pages", new HugePageArenaAllocator())]
        : [Ordinary];
}
