namespace PageEngine.Migration;

/// <summary>How large the XBZRLE delta of a page is after some writes at random places.</summary>
internal static class DeltaModel
{
    /// <summary>
    /// Around a changed run stand the length of the gap in front of it, mostly over 127 and so two bytes, and its own.
    /// </summary>
    private const int BytesPerRun = 3;

    /// <summary>The expected bytes; whole pages and more are no delta.</summary>
    internal static double ExpectedBytes(double writes, int bytesPerWrite)
    {
        // Writes that fall on each other change fewer bytes, and runs that touch are one.
        double changed = Page.Size * (1 - Math.Pow(1 - ((double)bytesPerWrite / Page.Size), writes));
        double runs = writes * Math.Max(0, 1 - (changed / Page.Size));
        return changed + (Math.Max(runs, Math.Min(writes, 1)) * BytesPerRun);
    }

    internal static bool Fits(double bytes) => bytes < Page.Size;
}
