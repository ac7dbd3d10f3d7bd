namespace PageEngine.Reports;

/// <summary>Hands each row to several sinks.</summary>
/// <remarks>Not thread-safe. It owns the sinks: disposing it disposes them.</remarks>
public sealed class SeriesSinkGroup : ISeriesSink
{
    private readonly ISeriesSink[] _sinks;

    /// <summary>A group of sinks.</summary>
    /// <param name="sinks">The sinks, in the order in which they are called.</param>
    public SeriesSinkGroup(params IReadOnlyList<ISeriesSink> sinks)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        _sinks = [.. sinks];
    }

    /// <summary>The files that the sinks have written, sorted by name; none before <see cref="Complete"/>.</summary>
    public IReadOnlyList<RunFile> Files =>
        [.. _sinks.OfType<FileSeriesSink>().SelectMany(static sink => sink.Files)
            .OrderBy(static file => file.Name, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Begin(params IReadOnlyList<SeriesSchema> schemas)
    {
        foreach (ISeriesSink sink in _sinks)
        {
            sink.Begin(schemas);
        }
    }

    /// <inheritdoc/>
    public void Append(SeriesRow row)
    {
        foreach (ISeriesSink sink in _sinks)
        {
            sink.Append(row);
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        foreach (ISeriesSink sink in _sinks)
        {
            sink.Complete();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ISeriesSink sink in _sinks)
        {
            sink.Dispose();
        }
    }
}
