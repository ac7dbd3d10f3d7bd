namespace PageEngine.Reports;

/// <summary>Takes the samples of a run, row by row.</summary>
/// <remarks>
/// <para>Called in this order: <see cref="Begin"/>, <see cref="Append"/> for each row, <see cref="Complete"/>. A sink
/// that is disposed before it was completed leaves nothing behind.</para>
/// <para>Not thread-safe. What a sink keeps in memory does not depend on the number of rows.</para>
/// </remarks>
public interface ISeriesSink : IDisposable
{
    /// <summary>Says which tables there will be.</summary>
    /// <param name="schemas">The tables; their names differ.</param>
    /// <exception cref="ArgumentException">Two tables have one name.</exception>
    /// <exception cref="InvalidOperationException">The sink has begun before.</exception>
    /// <exception cref="IOException">The destination cannot be written; the message says which and why.</exception>
    public void Begin(params IReadOnlyList<SeriesSchema> schemas);

    /// <summary>Takes one row. The row belongs to the caller and is read before this returns.</summary>
    /// <param name="row">The row, of one of the tables.</param>
    /// <exception cref="ArgumentException">The row is of another table.</exception>
    /// <exception cref="InvalidOperationException">The sink has not begun, or is complete.</exception>
    /// <exception cref="IOException">The destination cannot be written; the message says which and why.</exception>
    public void Append(SeriesRow row);

    /// <summary>Says that there are no more rows: what was taken is put in its final place.</summary>
    /// <exception cref="InvalidOperationException">The sink has not begun, or is complete.</exception>
    /// <exception cref="IOException">The destination cannot be written; the message says which and why.</exception>
    public void Complete();
}
