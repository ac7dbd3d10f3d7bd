namespace PageEngine.Reports;

/// <summary>From strengths to colours. Small strengths get more of the colours: bounds grow with the square.</summary>
internal sealed class HeatScale
{
    private readonly double[] _bounds = new double[Palette.Heat.Length];
    private readonly PlotQuantity _quantity;

    internal HeatScale(double greatest, PlotQuantity quantity)
    {
        _quantity = quantity;
        double last = _bounds.Length - 1;
        for (int level = 1; level < _bounds.Length; level++)
        {
            _bounds[level] = greatest * (level / last) * (level / last);
        }
    }

    /// <summary>What the colours mean; one only where nothing is stronger than zero.</summary>
    internal IEnumerable<LegendEntry> Legend =>
        Enumerable.Range(0, _bounds[^1] > 0 ? _bounds.Length : 1)
            .Select(level => new LegendEntry(
                (level == 0 ? "" : "≤ ") + QuantityText.Format(_bounds[level], _quantity),
                Palette.Heat[level],
                LegendMark.Patch));

    /// <summary>The colour of a strength; -1 for a gap.</summary>
    internal int LevelOf(double value)
    {
        if (!double.IsFinite(value))
        {
            return -1;
        }

        int level = 0;
        while (level < _bounds.Length - 1 && value > _bounds[level])
        {
            level++;
        }

        return level;
    }
}
