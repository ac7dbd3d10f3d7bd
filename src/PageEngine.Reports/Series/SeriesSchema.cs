using System.Buffers;

namespace PageEngine.Reports;

/// <summary>A table of samples: its name and its columns.</summary>
/// <remarks>Immutable, so thread-safe. Two schemas are the same table only if they are the same object.</remarks>
public sealed class SeriesSchema
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly SeriesColumn[] _columns;

    /// <summary>A table.</summary>
    /// <param name="name">The name, made like that of a column; files are called after it.</param>
    /// <param name="columns">The columns, in order; at least one.</param>
    /// <exception cref="ArgumentException">
    /// A name is not made of a letter and then letters, digits and underscores; two columns have one name (case aside);
    /// there is no column or a second one of time; a time is a text, a key is none; an optional column holds no
    /// numbers.
    /// </exception>
    public SeriesSchema(string name, IReadOnlyList<SeriesColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(columns);
        CheckName(name, nameof(name));
        if (columns.Count == 0)
        {
            throw new ArgumentException($"The table {name} has no columns.", nameof(columns));
        }

        Name = name;
        _columns = [.. columns];
        TimeColumn = -1;
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < _columns.Length; i++)
        {
            Check(_columns[i], names);
            _indexes.Add(_columns[i].Name, i);
            if (_columns[i].Role == ColumnRole.Time)
            {
                TimeColumn = TimeColumn < 0
                    ? i
                    : throw new ArgumentException($"The table {name} has two columns of time.", nameof(columns));
            }
        }
    }

    /// <summary>The name of the table.</summary>
    public string Name { get; }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<SeriesColumn> Columns => _columns;

    /// <summary>The index of the column of time, or -1.</summary>
    public int TimeColumn { get; }

    /// <summary>The index of a column.</summary>
    /// <param name="columnName">The name of the column.</param>
    /// <exception cref="ArgumentException">The table has no such column.</exception>
    public int IndexOf(string columnName)
    {
        ArgumentNullException.ThrowIfNull(columnName);
        return _indexes.TryGetValue(columnName, out int index)
            ? index
            : throw new ArgumentException($"The table {Name} has no column {columnName}.", nameof(columnName));
    }

    /// <summary>A row of this table, to be filled and appended again and again.</summary>
    public SeriesRow CreateRow() => new(this);

    private static void CheckName(string name, string parameter)
    {
        bool good = name.Length > 0 && char.IsAsciiLetter(name[0]) && !name.AsSpan().ContainsAnyExcept(NameCharacters);
        if (!good)
        {
            throw new ArgumentException(
                $"'{name}' is no name: a letter, then letters, digits and underscores.", parameter);
        }
    }

    private void Check(SeriesColumn column, HashSet<string> names)
    {
        ArgumentNullException.ThrowIfNull(column);
        CheckName(column.Name, nameof(column));
        string? fault =
            !Enum.IsDefined(column.Type) ? "has a type that does not exist"
            : !Enum.IsDefined(column.Role) ? "has a role that does not exist"
            : column.Unit is null || column.Description is null ? "has no unit or no description"
            : !names.Add(column.Name) ? "stands twice in it"
            : column.Role == ColumnRole.Time && column.Type == ColumnType.Text ? "is a time that is no number"
            : column.Role == ColumnRole.Key && column.Type != ColumnType.Text ? "is a key that is no text"
            : column.IsOptional && column.Type != ColumnType.Number ? "is optional and not one of numbers"
            : column.IsOptional && column.Role == ColumnRole.Time ? "is a time that may be missing"
            : null;
        if (fault is not null)
        {
            throw new ArgumentException($"The table {Name}: the column {column.Name} {fault}.", nameof(column));
        }
    }
}
