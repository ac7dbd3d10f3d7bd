using Microsoft.Win32.SafeHandles;

namespace PageEngine.Images;

/// <summary>Keeps a second writer away from an archive, in this process and in others.</summary>
/// <remarks>
/// An advisory lock on an empty file beside the archive, which the system releases when the process ends, however it
/// ends. The file stays: whoever removed it could let two writers in. Readers need no lock.
/// </remarks>
internal static class ArchiveLock
{
    private const int WouldBlock = 11;

    internal static SafeFileHandle Take(string path, string name)
    {
        try
        {
            return File.OpenHandle(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult == WouldBlock)
        {
            throw ImageFile.Failure(name, "another writer is at work on the archive", exception);
        }
        catch (Exception exception) when (ImageFile.Explain(exception) is { } reason)
        {
            throw ImageFile.Failure(name, $"the archive cannot be locked by {path}.lock: {reason}", exception);
        }
    }
}
