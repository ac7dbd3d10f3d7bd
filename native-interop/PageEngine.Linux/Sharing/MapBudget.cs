namespace PageEngine.Linux;

/// <summary>How many more mappings this process may have.</summary>
/// <remarks>
/// <c>vm.max_map_count</c> holds for the process, the runtime included, which ends when it cannot map; so a reserve is
/// left to it. Counting reads <c>/proc/self/maps</c>, which takes some milliseconds with many mappings.
/// </remarks>
internal sealed class MapBudget(int limit, int reserve)
{
    private long _left;

    /// <summary>The limit of the process, less the reserve.</summary>
    internal int Usable { get; } = Math.Max(limit - reserve, 0);

    /// <summary>Counts what there is; what was taken before and not mapped is free again.</summary>
    internal void Refresh() => _left = Usable - CountMappings();

    /// <summary>Takes mappings from what was left at the last count.</summary>
    /// <returns>Whether there were so many.</returns>
    internal bool TryTake(int count)
    {
        if (_left < count)
        {
            return false;
        }

        _left -= count;
        return true;
    }

    internal static int CountMappings()
    {
        const byte EndOfLine = (byte)'\n';
        Span<byte> buffer = stackalloc byte[4096];
        using Microsoft.Win32.SafeHandles.SafeFileHandle maps =
            File.OpenHandle("/proc/self/maps", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        int lines = 0;
        long offset = 0;
        for (int read = RandomAccess.Read(maps, buffer, offset); read > 0;)
        {
            lines += buffer[..read].Count(EndOfLine);
            offset += read;
            read = RandomAccess.Read(maps, buffer, offset);
        }

        return lines;
    }
}
