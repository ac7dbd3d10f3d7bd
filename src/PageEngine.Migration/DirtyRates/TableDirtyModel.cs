namespace PageEngine.Migration;

/// <summary>A measured table: how many different pages a guest dirties in periods of different lengths.</summary>
/// <remarks>
/// Between two rows the pages rise in a straight line, as from nothing at 0 to the first row. Beyond the last row they
/// rise as between the last two, up to the working set.
/// </remarks>
public sealed class TableDirtyModel : DirtyModel
{
    private readonly double[] _seconds;
    private readonly double[] _pages;
    private readonly double _slopeBehind;

    /// <summary>Makes a model from measurements.</summary>
    /// <param name="rows">
    /// Lengths in seconds and different pages dirtied in them, both over 0 and in rising order; at least one.
    /// </param>
    /// <param name="workingSetPages">The pages that are ever written; not under those of the last row.</param>
    /// <exception cref="ArgumentException">There is no row, or the rows do not rise.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The working set is smaller than the last row.</exception>
    public TableDirtyModel(IReadOnlyList<(double Seconds, double Pages)> rows, double workingSetPages)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
        {
            throw new ArgumentException("A table has at least one row.", nameof(rows));
        }

        // The row 0 is nothing in no time.
        _seconds = new double[rows.Count + 1];
        _pages = new double[rows.Count + 1];
        for (int i = 0; i < rows.Count; i++)
        {
            (_seconds[i + 1], _pages[i + 1]) = rows[i];
            if (!(_seconds[i + 1] > _seconds[i] && _pages[i + 1] >= _pages[i]))
            {
                throw new ArgumentException($"Row {i} of the table does not rise.", nameof(rows));
            }
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(workingSetPages, Math.Max(_pages[^1], 1));
        WorkingSetPages = workingSetPages;
        _slopeBehind = (_pages[^1] - _pages[^2]) / (_seconds[^1] - _seconds[^2]);
    }

    /// <inheritdoc/>
    public override double WorkingSetPages { get; }

    // The table does not say how often a page was written; in the shortest period a page is written about once.
    private protected override double Writes(double fromSeconds, double toSeconds) =>
        (toSeconds - fromSeconds) * (_pages[1] / _seconds[1]);

    private protected override double DistinctPages(double fromSeconds, double toSeconds)
    {
        double length = toSeconds - fromSeconds;
        int row = 1;
        while (row < _seconds.Length && _seconds[row] < length)
        {
            row++;
        }

        if (row == _seconds.Length)
        {
            return Math.Min(WorkingSetPages, _pages[^1] + (_slopeBehind * (length - _seconds[^1])));
        }

        double part = (length - _seconds[row - 1]) / (_seconds[row] - _seconds[row - 1]);
        return _pages[row - 1] + (part * (_pages[row] - _pages[row - 1]));
    }
}
