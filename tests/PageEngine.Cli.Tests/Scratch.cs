namespace PageEngine.Cli.Tests;

/// <summary>A directory for one test, removed behind it.</summary>
internal sealed class Scratch : IDisposable
{
    internal string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("pageengine-").FullName;

    internal string File(string name) => Path.Combine(Directory, name);

    internal string File(string name, ReadOnlySpan<byte> content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    internal string Dump(string name, IEnumerable<byte[]> pages) =>
        File(name, pages.SelectMany(static page => page).ToArray());

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
