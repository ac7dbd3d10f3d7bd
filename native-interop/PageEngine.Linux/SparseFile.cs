using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>The holes of files.</summary>
public static class SparseFile
{
    /// <summary>Finds the next part of a file that is no hole.</summary>
    /// <remarks>
    /// Asks the file system with <c>SEEK_DATA</c> and <c>SEEK_HOLE</c>, which moves the file's position. Where it
    /// cannot tell, the rest of the file is data. Thread-safe; allocates nothing.
    /// </remarks>
    /// <param name="file">A file that is open for reading.</param>
    /// <param name="offset">The offset to search from, in bytes.</param>
    /// <param name="dataStart">The offset of the first data byte at or behind <paramref name="offset"/>.</param>
    /// <param name="dataEnd">The offset behind the last byte of that data, perhaps behind the end of the file.</param>
    /// <returns>Whether there is data; if not, everything from <paramref name="offset"/> on is a hole.</returns>
    public static bool FindData(SafeFileHandle file, long offset, out long dataStart, out long dataEnd)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (OperatingSystem.IsLinux())
        {
            dataStart = FileCalls.Seek(file, offset, FileCalls.SeekData);
            if (dataStart < 0 && Errno.Last == Errno.NoSuchAddress)
            {
                (dataStart, dataEnd) = (offset, offset);
                return false;
            }

            dataEnd = dataStart < 0 ? -1 : FileCalls.Seek(file, dataStart, FileCalls.SeekHole);
            if (dataStart >= offset && dataEnd > dataStart)
            {
                return true;
            }
        }

        (dataStart, dataEnd) = (offset, long.MaxValue);
        return true;
    }
}
