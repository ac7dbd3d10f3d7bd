namespace PageEngine.Reports.Tests;

/// <summary>A directory for one test, removed behind it.</summary>
internal sealed class Scratch : IDisposable
{
    internal string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("pageengine-reports-").FullName;

    internal string File(string name) => Path.Combine(Directory, name);

    internal string Text(string name) => System.IO.File.ReadAllText(File(name));

    internal IEnumerable<string> Names =>
        System.IO.Directory.GetFileSystemEntries(Directory).Select(path => Path.GetFileName(path)!).Order();

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
