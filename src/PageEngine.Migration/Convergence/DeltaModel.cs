namespace PageEngine.Migration;

/// <summary>How large the XBZRLE delta of a page is after some writes at random places.</summary>
/// <remarks>For whoever knows how often a page was written and not what it holds. Any thread.</remarks>
public static class DeltaModel
{
    /// <summary>
    /// Around a changed run stand the length of the gap in front of it, mostly over 127 and so two bytes, and its own.
    /// </summary>
    private const int BytesPerRun = 3;

    /// <summary>The expected bytes; whole pages and more are no delta.</summary>
    /// <param name="writes">The writes, 0 or more.</param>
    /// <param name="bytesPerWrite">The neighbouring bytes that each changes, 1 to 4096.</param>
    public static double ExpectedBytes(double writes, int bytesPerWrite)
    {
        // Writes that fall on each other change fewer bytes, and runs that touch are one.
        double changed = Page.Size * (1 - Math.Pow(1 - ((double)bytesPerWrite / Page.Size), writes));
        double runs = writes * Math.Max(0, 1 - (changed / Page.Size));
        return changed + (Math.Max(runs, Math.Min(writes, 1)) * BytesPerRun);
    }

    /// <summary>Whether a delta of this size is one.</summary>
    /// <param name="bytes">The expected bytes.</param>
    public static bool Fits(double bytes) => bytes < Page.Size;
}
