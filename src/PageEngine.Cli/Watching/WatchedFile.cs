using PageEngine.Images;
using PageEngine.Linux;

namespace PageEngine.Cli.Watching;

/// <summary>A file that holds memory as it is and changes, such as the memory backend of a virtual machine.</summary>
internal sealed class WatchedFile(string path) : WatchedMemory
{
    private MemoryImage _image = Open(path);

    /// <inheritdoc/>
    internal override string Title => path;

    /// <inheritdoc/>
    internal override string TraceName { get; } = TraceNameOf(Path.GetFileName(path));

    /// <inheritdoc/>
    internal override bool PlacesAreFrames => true;

    /// <inheritdoc/>
    internal override PageSource Pages => _image;

    /// <inheritdoc/>
    internal override string? Ending => File.Exists(path) ? null : "the file is gone";

    /// <inheritdoc/>
    /// <remarks>The file is opened again: it may have grown, and its holes may have been filled.</remarks>
    internal override void Refresh()
    {
        MemoryImage image = Open(path);
        _image.Dispose();
        _image = image;
    }

    /// <inheritdoc/>
    internal override ulong PlaceOf(ulong page, out ulong neighbours)
    {
        neighbours = _image.PageCount - page;
        return page;
    }

    public override void Dispose() => _image.Dispose();

    private static MemoryImage Open(string path) => MemoryImage.Open(
        path, new MemoryImageOptions { Format = MemoryImageFormat.Raw, FindData = SparseFile.FindData });
}
