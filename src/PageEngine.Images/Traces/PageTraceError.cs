using System.Globalization;

namespace PageEngine.Images;

/// <summary>A line or block of a page trace that was left out, and why.</summary>
/// <param name="Offset">The byte of the stream where the line or block begins, from 0.</param>
/// <param name="Line">The line, from 1; 0 in a binary trace.</param>
/// <param name="Column">
/// The byte of the line where the trouble is, from 1; 0 where the whole line or block is meant.
/// </param>
/// <param name="Reason">What is wrong, in one line for people.</param>
public sealed record PageTraceError(long Offset, long Line, int Column, string Reason)
{
    /// <summary>The place and the reason in one line.</summary>
    public override string ToString()
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        return (Line, Column) switch
        {
            (0, _) => string.Create(culture, $"byte {Offset}: {Reason}"),
            (_, 0) => string.Create(culture, $"line {Line}: {Reason}"),
            _ => string.Create(culture, $"line {Line}, column {Column}: {Reason}"),
        };
    }
}
