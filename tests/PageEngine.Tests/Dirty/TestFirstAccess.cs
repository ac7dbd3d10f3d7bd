namespace PageEngine.Tests;

/// <summary>
/// The known-bad control: as <see cref="ConcurrentAccess"/>, but a bit that is set is not or-ed again.
/// </summary>
internal readonly struct TestFirstAccess : IWordAccess
{
    public static bool MarkLeaf(ref ulong word, ulong bits) =>
        (Volatile.Read(ref word) & bits) != bits && ConcurrentAccess.MarkLeaf(ref word, bits);

    public static void MarkSummary(ref ulong word, ulong bits) => ConcurrentAccess.MarkSummary(ref word, bits);

    public static ulong Take(ref ulong word) => ConcurrentAccess.Take(ref word);
}
