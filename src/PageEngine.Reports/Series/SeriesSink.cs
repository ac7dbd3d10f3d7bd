namespace PageEngine.Reports;

/// <summary>A sink that keeps the order of calls and leaves the rest to its heirs.</summary>
/// <remarks>Not thread-safe.</remarks>
public abstract class SeriesSink : ISeriesSink
{
    private SeriesSchema[] _schemas = [];
    private Stage _stage;

    private protected SeriesSink()
    {
    }

    private enum Stage
    {
        New,
        Open,
        Complete,
        Failed,
        Disposed,
    }

    /// <summary>The tables, in the order in which they were given; none before <see cref="Begin"/>.</summary>
    public IReadOnlyList<SeriesSchema> Schemas => _schemas;

    private protected bool IsComplete => _stage == Stage.Complete;

    /// <inheritdoc/>
    public void Begin(params IReadOnlyList<SeriesSchema> schemas)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        Expect(Stage.New, "has begun before");
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (SeriesSchema schema in schemas)
        {
            if (!names.Add(schema.Name))
            {
                throw new ArgumentException($"Two tables are called {schema.Name}.", nameof(schemas));
            }
        }

        _schemas = [.. schemas];
        _stage = Stage.Failed;
        OnBegin();
        _stage = Stage.Open;
    }

    /// <inheritdoc/>
    public void Append(SeriesRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Expect(Stage.Open, "is not open");
        int table = Array.IndexOf(_schemas, row.Schema);
        if (table < 0)
        {
            throw new ArgumentException($"The table {row.Schema.Name} was not begun with.", nameof(row));
        }

        _stage = Stage.Failed;
        OnAppend(table, row);
        _stage = Stage.Open;
    }

    /// <inheritdoc/>
    public void Complete()
    {
        Expect(Stage.Open, "is not open");
        _stage = Stage.Failed;
        OnComplete();
        _stage = Stage.Complete;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stage != Stage.Disposed)
        {
            OnDispose();
            _stage = Stage.Disposed;
        }

        GC.SuppressFinalize(this);
    }

    private protected abstract void OnBegin();

    private protected abstract void OnAppend(int table, SeriesRow row);

    private protected abstract void OnComplete();

    private protected abstract void OnDispose();

    private void Expect(Stage stage, string fault)
    {
        ObjectDisposedException.ThrowIf(_stage == Stage.Disposed, this);
        if (_stage != stage)
        {
            throw new InvalidOperationException(
                _stage == Stage.Failed ? "The sink failed before." : $"The sink {fault}.");
        }
    }
}
