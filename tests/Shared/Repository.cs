namespace PageEngine.TestSupport;

/// <summary>The repository that the tests run in.</summary>
internal static class Repository
{
    /// <summary>A file of the repository, by its path from the root.</summary>
    internal static string PathOf(string relativePath)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PageEngine.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(
            folder?.FullName ?? throw new InvalidOperationException("the tests run inside the repository"), relativePath);
    }
}
