namespace PageEngine.Reports;

/// <summary>A sink that writes each table into a file of its own, in one directory.</summary>
/// <remarks>
/// <para>Not thread-safe. Files appear under their names only at <see cref="ISeriesSink.Complete"/>, all after the
/// last byte of each is on the disk; what is disposed earlier, or fails, leaves no file. Files of an earlier run are
/// replaced.</para>
/// <para>The same rows give the same bytes.</para>
/// </remarks>
public abstract class FileSeriesSink : SeriesSink
{
    private readonly string _directory;
    private readonly List<OutputFile> _outputs = [];
    private RunFile[] _files = [];

    private protected FileSeriesSink(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _directory = directory;
    }

    /// <summary>The files that were written; none before <see cref="ISeriesSink.Complete"/>.</summary>
    public IReadOnlyList<RunFile> Files => _files;

    private protected OutputFile Open(string name)
    {
        OutputFile output = OutputFile.Create(_directory, name);
        _outputs.Add(output);
        return output;
    }

    /// <summary>Writes out what the tables still hold back.</summary>
    private protected abstract void FinishTables();

    private protected sealed override void OnComplete()
    {
        FinishTables();
        foreach (OutputFile output in _outputs)
        {
            output.Seal();
        }

        _files = [.. _outputs.Select(static output => output.Publish())];
    }

    private protected override void OnDispose()
    {
        foreach (OutputFile output in _outputs)
        {
            output.Dispose();
        }
    }
}
