using System.Text;

namespace PageEngine.Reports;

/// <summary>How a page looks.</summary>
internal static class HtmlStyle
{
    private const string Rules =
        """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:1120px;padding:28px 20px 48px;background:var(--page);color:var(--ink);
        font:15px/1.5 system-ui,sans-serif}
        h1{margin:0;font-size:28px;line-height:1.2;letter-spacing:-.01em;overflow-wrap:anywhere}
        h2{margin:0 0 14px;font-size:20px;line-height:1.3;overflow-wrap:anywhere}
        h3{margin:0 0 8px;font-size:15px;line-height:1.4;overflow-wrap:anywhere}
        .lead{margin:6px 0 0;color:var(--muted);overflow-wrap:anywhere}
        nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;margin:16px 0 0;padding:0;list-style:none}
        a{color:var(--link)}
        section{margin-top:36px}
        .note,.caption,figcaption{margin:8px 0 0;max-width:112ch;color:var(--muted);font-size:13.5px;
        overflow-wrap:anywhere}
        .note{margin:0 0 14px;font-size:15px}
        .figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(225px,1fr));gap:10px;margin:0 0 16px}
        .figures div{padding:12px 14px;background:var(--ground);border:1px solid var(--grid);border-radius:8px}
        dt{color:var(--muted);font-size:13px;line-height:1.35}
        dd{margin:4px 0 0;font-size:21px;line-height:1.25;font-weight:600;overflow-wrap:anywhere;
        font-variant-numeric:tabular-nums}
        dd small{display:block;margin-top:2px;color:var(--muted);font-size:12.5px;font-weight:400}
        .plots{margin:0 0 16px;padding:16px 18px;background:var(--ground);border:1px solid var(--grid);
        border-radius:8px}
        .one{overflow-x:auto}
        .one>svg,.one figure{min-width:640px}
        .two,.three{display:grid;gap:18px 22px}
        .two{grid-template-columns:repeat(auto-fill,minmax(min(430px,100%),1fr))}
        .three{grid-template-columns:repeat(auto-fill,minmax(min(290px,100%),1fr))}
        .two figure,.three figure,.one figure{margin:0;min-width:0}
        .two figcaption,.three figcaption,.one figcaption{margin:0 0 2px;color:var(--ink);white-space:nowrap;
        overflow:hidden;text-overflow:ellipsis;max-width:none}
        .legend{display:flex;flex-wrap:wrap;gap:2px 18px;margin:0 0 10px;padding:0;list-style:none;font-size:13.5px}
        .legend li{display:flex;align-items:center;min-width:0;overflow-wrap:anywhere}
        .legend i{flex:none;width:14px;height:12px;margin-right:6px;border-radius:2px;background:currentColor;
        print-color-adjust:exact;-webkit-print-color-adjust:exact}
        .legend .line{height:3px}
        .legend .dashes{height:3px;border-radius:0;
        background:linear-gradient(90deg,currentColor 5px,transparent 5px 9px,currentColor 9px)}
        figcaption span{opacity:.8}
        .heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .plot{display:block;width:100%;height:auto}
        .plot path{stroke-linejoin:round}
        .wide{overflow-x:auto;margin:0 0 16px;background:var(--ground);border:1px solid var(--grid);border-radius:8px}
        table{width:100%;border-collapse:collapse;font-size:14px}
        caption{padding:12px 14px 4px;text-align:left;font-weight:600}
        th,td{padding:6px 14px;text-align:left;vertical-align:top;border-top:1px solid var(--grid);
        unicode-bidi:isolate}
        th{border-top:0;color:var(--muted);font-size:13px;font-weight:500;white-space:nowrap}
        td{max-width:36ch;overflow-wrap:anywhere}
        .n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        footer{margin-top:36px;color:var(--muted);font-size:13px;overflow-wrap:anywhere}
        @media print{body{max-width:none;padding:0;font-size:11pt}nav{display:none}
        .plots,.figures div,.wide,table{break-inside:avoid}h2,h3{break-after:avoid}
        .one>svg,.one figure{min-width:0}.one,.wide{overflow:visible}}

        """;

    /// <summary>The style sheet: the colours of the palette by their names, and the rules.</summary>
    internal static string Sheet { get; } = Make();

    private static string Make()
    {
        StringBuilder sheet = new();
        AppendColors(sheet, ":root", PlotTheme.Light);
        sheet.Append("@media screen and (prefers-color-scheme:dark){\n");
        AppendColors(sheet, ":root", PlotTheme.Dark);
        sheet.Append("}\n");
        foreach (PaletteColor color in Palette.All)
        {
            string value = $"var(--{color.Token})";
            sheet.Append($".f-{color.Token}{{fill:{value}}}.s-{color.Token}{{stroke:{value}}}");
            sheet.Append($".c-{color.Token}{{color:{value}}}\n");
        }

        return sheet.Append(Rules).ToString();
    }

    private static void AppendColors(StringBuilder sheet, string selector, PlotTheme theme)
    {
        bool isDark = theme == PlotTheme.Dark;
        sheet.Append($"{selector}{{color-scheme:{(isDark ? "dark" : "light")};");
        sheet.Append($"--page:{(isDark ? "#0F1317" : "#F5F7F9")};--link:{(isDark ? "#7CC0EE" : "#005A8F")};");
        foreach (PaletteColor color in Palette.All)
        {
            sheet.Append($"--{color.Token}:{PaletteColor.ToHex(color.Of(theme))};");
        }

        sheet.Append("}\n");
    }
}
