namespace PageEngine.Cli.Watching;

/// <summary>Memory that is looked at again and again while somebody else writes to it.</summary>
internal abstract class WatchedMemory : IDisposable
{
    /// <summary>The name for people.</summary>
    internal abstract string Title { get; }

    /// <summary>The name of the guest in a page trace.</summary>
    internal abstract string TraceName { get; }

    /// <summary>Whether places are the numbers of pages in a guest's memory, or scattered addresses.</summary>
    internal abstract bool PlacesAreFrames { get; }

    /// <summary>The pages of the present look, in the order of their places.</summary>
    internal abstract PageSource Pages { get; }

    /// <summary>Why there is nothing to look at any more, in a few words; null as long as there is.</summary>
    internal abstract string? Ending { get; }

    /// <summary>What a reader of the numbers should know, each in one line.</summary>
    internal virtual IReadOnlyList<string> Notes => [];

    /// <summary>Chooses the pages as they are now.</summary>
    /// <exception cref="PageSourceException">The memory cannot be read any more.</exception>
    internal abstract void Refresh();

    /// <summary>Where a page is: its address in pages. It stays the same from look to look.</summary>
    /// <param name="page">The index of the page in this look.</param>
    /// <param name="neighbours">The pages from this one on whose places follow each other; at least 1.</param>
    internal abstract ulong PlaceOf(ulong page, out ulong neighbours);

    /// <summary>Whether a page that cannot be seen at a place for now has its content still.</summary>
    internal virtual bool KeepsUnseen(ulong place) => false;

    public abstract void Dispose();

    /// <summary>A name that a page trace can have for a guest.</summary>
    protected static string TraceNameOf(string name)
    {
        const int Longest = 64;
        string kept = string.Concat(name.Take(Longest).Select(static letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_'));
        return kept.Length > 0 ? kept : "memory";
    }
}
