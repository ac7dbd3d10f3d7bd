using System.Globalization;

namespace PageEngine.Linux;

/// <summary>What a part of this process' memory takes, as <c>/proc/self/smaps</c> says.</summary>
/// <remarks>
/// Pages that are shared by a <see cref="MappedPageSharer"/> are in <see cref="Rss"/> and <see cref="Pss"/> only once
/// they were touched after they were shared. What they take altogether is
/// <see cref="MappedSharingReport.FramesResident"/>; with <see cref="Private"/> that is all that the memory takes.
/// </remarks>
/// <param name="Rss">Bytes of pages that are mapped.</param>
/// <param name="Pss">The same, each page divided by the number of its mappings.</param>
/// <param name="Private">Bytes of pages that are not of a file: no other page shares them, but for KSM's.</param>
/// <param name="MergedByKernel">Bytes of pages that KSM has merged, zeros included.</param>
/// <param name="Mappings">The number of mappings.</param>
public readonly record struct ResidentMemory(
    ByteSize Rss, ByteSize Pss, ByteSize Private, ByteSize MergedByKernel, int Mappings)
{
    /// <summary>Asks for a memory's numbers.</summary>
    /// <remarks>The kernel visits every page of the process; some ten milliseconds for each GiB.</remarks>
    /// <param name="memory">The memory.</param>
    /// <exception cref="IOException">The kernel does not tell.</exception>
    public static ResidentMemory Of(MappedGuestMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        memory.ThrowIfDisposed();
        ulong start = (ulong)memory.Region.Start;
        return Sum(File.ReadLines("/proc/self/smaps"), start, start + memory.Region.Length);
    }

    internal static ResidentMemory Sum(IEnumerable<string> lines, ulong start, ulong end)
    {
        (ulong rss, ulong pss, ulong anonymous, ulong merged) = (0, 0, 0, 0);
        int mappings = 0;
        bool isOurs = false;
        foreach (string line in lines)
        {
            // Every mapping begins with its line of /proc/self/maps; the others are "Name:  number kB".
            if (ProcessMapping.TryParse(line, out ProcessMapping mapping))
            {
                isOurs = mapping.Start >= start && mapping.End <= end;
                mappings += isOurs ? 1 : 0;
            }
            else if (isOurs)
            {
                rss += ValueOf(line, "Rss:");
                pss += ValueOf(line, "Pss:");
                anonymous += ValueOf(line, "Anonymous:");
                merged += ValueOf(line, "KSM:");
            }
        }

        return new ResidentMemory(
            ByteSize.FromKiB(rss),
            ByteSize.FromKiB(pss),
            ByteSize.FromKiB(anonymous),
            ByteSize.FromKiB(merged),
            mappings);
    }

    private static ulong ValueOf(string line, string name)
    {
        if (!line.StartsWith(name, StringComparison.Ordinal))
        {
            return 0;
        }

        ReadOnlySpan<char> number = line.AsSpan(name.Length).Trim();
        int blank = number.IndexOf(' ');
        return ulong.TryParse(
            blank < 0 ? number : number[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : 0;
    }
}
