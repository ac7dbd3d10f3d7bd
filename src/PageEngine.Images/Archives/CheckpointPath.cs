namespace PageEngine.Images;

/// <summary>Paths that name a checkpoint of an archive: <c>archive.pea#3</c>.</summary>
internal static class CheckpointPath
{
    private const char Mark = '#';

    /// <summary>Whether a path names a checkpoint; a file that has the whole path for its name comes first.</summary>
    internal static bool TrySplit(string path, out string archive, out string checkpoint)
    {
        int mark = path.LastIndexOf(Mark);
        (archive, checkpoint) = mark > 0 ? (path[..mark], path[(mark + 1)..]) : (path, "");
        return checkpoint.Length > 0 && !File.Exists(path) && File.Exists(archive);
    }

    internal static string Of(string archive, uint number) => $"{archive}{Mark}{number}";
}
