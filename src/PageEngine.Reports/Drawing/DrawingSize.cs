namespace PageEngine.Reports;

/// <summary>How large a drawing is, in its own pixels, and how much stands around its data.</summary>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height; plots of rows choose their own.</param>
/// <param name="IsSmall">Whether it stands among its like: fewer labels.</param>
internal readonly record struct DrawingSize(int Width, int Height, bool IsSmall)
{
    /// <summary>The pixels before the data, at least: plots one under the other begin at one place.</summary>
    internal int LeastLeftMargin => IsSmall ? 34 : 72;

    /// <summary>Alone in its row.</summary>
    internal static readonly DrawingSize Wide = new(1040, 320, false);

    /// <summary>Two in a row.</summary>
    internal static readonly DrawingSize Half = new(510, 230, true);

    /// <summary>Three in a row.</summary>
    internal static readonly DrawingSize Third = new(336, 180, true);
}
