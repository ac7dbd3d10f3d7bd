namespace PageEngine.Cli.Simulating;

/// <summary>
/// The directory that a run writes into: made when it is not there, and not filled over something else.
/// </summary>
internal static class RunDirectory
{
    /// <summary>Says why a run may not write into a directory; null when it may.</summary>
    internal static string? ReasonAgainst(string path, bool replaces)
    {
        if (File.Exists(path))
        {
            return "a file has this name";
        }

        try
        {
            return !replaces && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()
                ? "the directory is not empty; --force replaces what an earlier run left there"
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    /// <summary>Removes a directory that a run made and that stayed empty.</summary>
    internal static void RemoveIfEmpty(string path)
    {
        try
        {
            if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
            {
                Directory.Delete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An empty directory is left behind; nothing is lost by that.
            return;
        }
    }
}
