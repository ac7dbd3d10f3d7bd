namespace PageEngine.Linux;

/// <summary>Sees to it that shared memory which a process maps more than once is counted once.</summary>
/// <remarks>Two shared mappings are the same memory where their device, inode and offsets are the same.</remarks>
internal sealed class SharedMemoryOnce
{
    private readonly Dictionary<(string Device, ulong Inode), List<(ulong Start, ulong End)>> _taken = [];

    /// <summary>The parts of a mapping that no mapping before it showed; a private mapping is a part as a whole.</summary>
    internal List<ProcessMapping> NewPartsOf(ProcessMapping mapping)
    {
        if (!mapping.IsShared || mapping.Inode == 0)
        {
            return [mapping];
        }

        if (!_taken.TryGetValue((mapping.Device, mapping.Inode), out List<(ulong Start, ulong End)>? taken))
        {
            _taken.Add((mapping.Device, mapping.Inode), taken = []);
        }

        List<(ulong Start, ulong End)> parts = [(mapping.Offset, mapping.Offset + (mapping.End - mapping.Start))];
        foreach ((ulong start, ulong end) in taken)
        {
            parts = [.. parts.SelectMany(part => Without(part, start, end))];
        }

        taken.AddRange(parts);
        return [.. parts.Select(part => mapping with
        {
            Start = mapping.Start + (part.Start - mapping.Offset),
            End = mapping.Start + (part.End - mapping.Offset),
            Offset = part.Start,
        })];
    }

    private static IEnumerable<(ulong Start, ulong End)> Without((ulong Start, ulong End) part, ulong start, ulong end)
    {
        if (part.Start < Math.Min(start, part.End))
        {
            yield return (part.Start, Math.Min(start, part.End));
        }

        if (Math.Max(end, part.Start) < part.End)
        {
            yield return (Math.Max(end, part.Start), part.End);
        }
    }
}
