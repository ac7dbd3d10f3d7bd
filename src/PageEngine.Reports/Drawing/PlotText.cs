namespace PageEngine.Reports;

/// <summary>A text in a drawing. Texts are laid out without the measures of any font.</summary>
/// <param name="X">Where its anchor is, in pixels from the left.</param>
/// <param name="Y">Where its baseline is, in pixels from the top.</param>
/// <param name="Text">The text.</param>
/// <param name="Anchor">Which part of it is at X.</param>
/// <param name="Color">Its colour.</param>
internal readonly record struct PlotText(double X, double Y, string Text, TextAnchor Anchor, PaletteColor Color);
