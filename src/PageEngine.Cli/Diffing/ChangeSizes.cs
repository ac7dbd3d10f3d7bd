namespace PageEngine.Cli.Diffing;

/// <summary>How many pages had how many of their bytes changed.</summary>
internal sealed class ChangeSizes
{
    /// <summary>The largest number of changed bytes of each class.</summary>
    internal static IReadOnlyList<int> Limits { get; } = [8, 64, 256, 1024, 2048, 4095, 4096];

    private readonly ulong[] _pages = new ulong[Limits.Count];

    /// <summary>The changed bytes of all pages.</summary>
    internal ulong ChangedBytes { get; private set; }

    /// <summary>The pages of a class.</summary>
    internal ulong this[int index] => _pages[index];

    /// <summary>The smallest number of changed bytes of a class.</summary>
    internal static int LowestOf(int index) => index == 0 ? 1 : Limits[index - 1] + 1;

    /// <summary>Counts a page.</summary>
    /// <param name="changedBytes">The bytes that changed, 1 to 4096.</param>
    internal void Add(int changedBytes)
    {
        int index = 0;
        while (Limits[index] < changedBytes)
        {
            index++;
        }

        _pages[index]++;
        ChangedBytes += (ulong)changedBytes;
    }

    /// <summary>Adds the counts of other pages.</summary>
    internal void Add(ChangeSizes other)
    {
        for (int i = 0; i < _pages.Length; i++)
        {
            _pages[i] += other._pages[i];
        }

        ChangedBytes += other.ChangedBytes;
    }

    /// <summary>Starts over.</summary>
    internal void Clear()
    {
        Array.Clear(_pages);
        ChangedBytes = 0;
    }
}
