namespace PageEngine.Benchmarks.Table;

/// <summary>Figures that are measured together.</summary>
internal interface IFigures
{
    /// <summary>What <c>--only</c> selects by.</summary>
    public string Name { get; }

    /// <summary>Measures ours and the peers by turns.</summary>
    public IEnumerable<TableRow> Measure(TableContext context);
}
