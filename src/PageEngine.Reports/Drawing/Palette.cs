namespace PageEngine.Reports;

/// <summary>All colours of plots.</summary>
internal static class Palette
{
    /// <summary>What is read first: names, values.</summary>
    internal static readonly PaletteColor Ink = new("ink", 0x1B2430, 0xE8EDF2);

    /// <summary>What is read second: labels of axes.</summary>
    internal static readonly PaletteColor Muted = new("muted", 0x5A6675, 0xA3AFBC);

    internal static readonly PaletteColor Axis = new("axis", 0x8B97A5, 0x6B7784);

    internal static readonly PaletteColor Grid = new("grid", 0xE4E9EE, 0x2C343D);

    internal static readonly PaletteColor Ground = new("ground", 0xFFFFFF, 0x171C22);

    /// <summary>Strengths, the first for none at all.</summary>
    internal static readonly PaletteColor[] Heat =
    [
        new("heat0", 0xEEF2F6, 0x242B33),
        new("heat1", 0xCFE2F0, 0x173B54),
        new("heat2", 0xA3CAE4, 0x1C587B),
        new("heat3", 0x6FADD4, 0x2C7BAA),
        new("heat4", 0x3C8ABF, 0x4FA0D0),
        new("heat5", 0x19649D, 0x8AC5E9),
        new("heat6", 0x083F70, 0xD2ECFB),
    ];

    // In the order of PlotColor.
    private static readonly PaletteColor[] Things =
    [
        new("blue", 0x0072B2, 0x4FA9E2),
        new("vermilion", 0xD55E00, 0xF28444),
        new("green", 0x009E73, 0x34C69B),
        new("purple", 0xB4589A, 0xDE93C5),
        new("amber", 0xE69F00, 0xF0BC4A),
        new("sky", 0x56B4E9, 0x95D2F6),
        new("wine", 0x882255, 0xC97A9F),
        new("gray", 0x7B8794, 0x95A1AE),
        new("faint", 0xDDE4EB, 0x2F3842),
        new("level0", 0xD3DDE7, 0x34404C),
        new("level1", 0xF6DF9E, 0x857138),
        new("level2", 0xF1A83A, 0xDB9730),
        new("level3", 0xD1552A, 0xEE6F3F),
        new("level4", 0x861B3E, 0xFF5C86),
    ];

    /// <summary>Every colour that a plot may hold.</summary>
    internal static IReadOnlyList<PaletteColor> All { get; } = [Ink, Muted, Axis, Grid, Ground, .. Things, .. Heat];

    internal static PaletteColor Of(PlotColor color) => Things[(int)color];

    /// <summary>The colour of the thing with an index where none was asked for.</summary>
    internal static PlotColor Next(int index) => (PlotColor)(index % ((int)PlotColor.Gray + 1));
}
