namespace PageEngine.Reports;

/// <summary>A colour by its part in a plot; the page says how it looks in light and in dark.</summary>
/// <remarks>
/// The colours of things can be told apart by people with any kind of colour vision: they follow the palettes of
/// M. Okabe and K. Ito, "Color Universal Design", 2008, and of P. Tol, "Colour Schemes", SRON technical note, 2021.
/// </remarks>
public enum PlotColor
{
    /// <summary>The first colour of things.</summary>
    Blue,

    /// <summary>The second colour of things.</summary>
    Vermilion,

    /// <summary>The third colour of things.</summary>
    Green,

    /// <summary>The fourth colour of things.</summary>
    Purple,

    /// <summary>The fifth colour of things.</summary>
    Amber,

    /// <summary>The sixth colour of things.</summary>
    Sky,

    /// <summary>The seventh colour of things.</summary>
    Wine,

    /// <summary>The eighth colour of things; also for what stands back: limits, bounds.</summary>
    Gray,

    /// <summary>What is there and does not matter: free memory.</summary>
    Faint,

    /// <summary>The first of five colours of growing gravity: all is well.</summary>
    Level0,

    /// <summary>The second of five colours of growing gravity.</summary>
    Level1,

    /// <summary>The third of five colours of growing gravity.</summary>
    Level2,

    /// <summary>The fourth of five colours of growing gravity.</summary>
    Level3,

    /// <summary>The last of five colours of growing gravity: the worst.</summary>
    Level4,
}
