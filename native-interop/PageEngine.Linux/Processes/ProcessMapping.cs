using System.Globalization;

namespace PageEngine.Linux;

/// <summary>A line of <c>/proc/PID/maps</c>.</summary>
internal readonly record struct ProcessMapping(
    ulong Start, ulong End, string Permissions, ulong Offset, string Device, ulong Inode, string Name)
{
    private const int PermissionsLength = 4;

    internal bool IsReadable => Permissions[0] == 'r';

    internal bool IsShared => Permissions[3] != 'p';

    /// <summary>
    /// Whether it is memory that processes share and that no file on a disk holds: how hypervisors keep the memory of
    /// guests that other processes serve (memfd, /dev/shm, anonymous shared mappings, System V segments).
    /// </summary>
    internal bool IsSharedMemory => IsShared && IsNameOfSharedMemory(Name);

    internal bool IsWritable => Permissions[1] == 'w';

    /// <summary>Whether it lies in the kernel or is shown by it to every process, such as the vDSO.</summary>
    internal bool IsOfKernel =>
        End > 1UL << 63 || Name.StartsWith("[v", StringComparison.Ordinal) || Name == "[uprobes]";

    /// <summary>Reads a line.</summary>
    /// <returns>Whether the line could be understood.</returns>
    internal static bool TryParse(ReadOnlySpan<char> line, out ProcessMapping mapping)
    {
        // start-end permissions offset device inode     name, which may be missing and may have blanks
        mapping = default;
        ReadOnlySpan<char> rest = line;
        ReadOnlySpan<char> range = NextField(ref rest);
        ReadOnlySpan<char> permissions = NextField(ref rest);
        ReadOnlySpan<char> offset = NextField(ref rest);
        ReadOnlySpan<char> device = NextField(ref rest);
        ReadOnlySpan<char> inode = NextField(ref rest);
        int dash = range.IndexOf('-');
        if (dash < 0
            || !TryParseHex(range[..dash], out ulong start)
            || !TryParseHex(range[(dash + 1)..], out ulong end)
            || start >= end
            || Page.OffsetOf(start | end) != 0
            || permissions.Length != PermissionsLength
            || !TryParseHex(offset, out ulong fileOffset)
            || !device.Contains(':')
            || !ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out ulong inodeNumber))
        {
            return false;
        }

        mapping = new ProcessMapping(
            start, end, permissions.ToString(), fileOffset, device.ToString(), inodeNumber, rest.TrimStart(' ').ToString());
        return true;
    }

    private static bool IsNameOfSharedMemory(string name)
    {
        ReadOnlySpan<string> starts = ["/memfd:", "/dev/shm/", "/dev/zero", "/SYSV", "/anon_hugepage", "[anon_shmem:"];
        foreach (string start in starts)
        {
            if (name.StartsWith(start, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> NextField(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(' ');
        int end = rest.IndexOf(' ');
        end = end < 0 ? rest.Length : end;
        ReadOnlySpan<char> field = rest[..end];
        rest = rest[end..];
        return field;
    }

    private static bool TryParseHex(ReadOnlySpan<char> text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
