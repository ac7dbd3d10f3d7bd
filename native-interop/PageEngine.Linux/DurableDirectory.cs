using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>Directories whose names survive a power failure.</summary>
public static class DurableDirectory
{
    /// <summary>Returns when the names in a directory are on the disk.</summary>
    /// <remarks>Does nothing on systems other than Linux. Thread-safe.</remarks>
    /// <param name="path">The directory.</param>
    /// <exception cref="IOException">The directory cannot be opened, or writing it failed.</exception>
    public static void Sync(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using SafeFileHandle directory = DirectoryCalls.Open(path);
        if (directory.IsInvalid || DirectoryCalls.Sync(directory) < 0)
        {
            throw new IOException($"{path}: {Errno.Describe(Errno.Last)}");
        }
    }
}
