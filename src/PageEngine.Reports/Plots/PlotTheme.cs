namespace PageEngine.Reports;

/// <summary>The ground that a picture is drawn for.</summary>
public enum PlotTheme
{
    /// <summary>A light ground.</summary>
    Light,

    /// <summary>A dark ground.</summary>
    Dark,
}
