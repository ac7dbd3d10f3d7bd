namespace PageEngine.Reports;

/// <summary>A colour of the palette: what it is called in the page's style, and how it looks.</summary>
/// <param name="Token">Its name in the style sheet.</param>
/// <param name="Light">Its RGB on a light ground; no two colours have the same.</param>
/// <param name="Dark">Its RGB on a dark ground.</param>
internal sealed record PaletteColor(string Token, uint Light, uint Dark)
{
    internal uint Of(PlotTheme theme) => theme == PlotTheme.Dark ? Dark : Light;

    internal static string ToHex(uint rgb) => $"#{rgb:X6}";
}
