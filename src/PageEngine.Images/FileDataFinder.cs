using Microsoft.Win32.SafeHandles;

namespace PageEngine.Images;

/// <summary>Finds the next part of a file that is no hole.</summary>
/// <remarks>
/// The Linux back end has one that asks the file system. A finder that cannot tell answers with the rest of the file
/// as data; an answer that makes no progress is taken for that too.
/// </remarks>
/// <param name="file">A file that is open for reading.</param>
/// <param name="offset">The offset to search from, in bytes.</param>
/// <param name="dataStart">The offset of the first data byte at or behind <paramref name="offset"/>.</param>
/// <param name="dataEnd">The offset behind the last byte of that data; it may lie behind the end of the file.</param>
/// <returns>Whether there is data; if not, everything from <paramref name="offset"/> on is a hole.</returns>
public delegate bool FileDataFinder(SafeFileHandle file, long offset, out long dataStart, out long dataEnd);
