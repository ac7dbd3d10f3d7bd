using System.Globalization;

namespace PageEngine.Images;

/// <summary>The first line of the text form.</summary>
internal static class TextHeader
{
    /// <summary>The word that a trace in text begins with.</summary>
    internal static ReadOnlySpan<byte> Word => "pageengine-trace"u8;

    /// <summary>The line, with its end, that a writer begins with.</summary>
    internal static string Line { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"pageengine-trace {PageTrace.FormatVersion} page-size={Page.Size} time-unit=ns\n");

    /// <summary>What is thrown for a version that is not this one, in either form.</summary>
    internal static PageTraceException OtherVersion() => new(
        $"the page trace is of another version than {PageTrace.FormatVersion}, which is the one this reader knows");

    /// <summary>Takes the first line and throws where it is no header that this reader knows.</summary>
    internal static void Check(TextLines lines)
    {
        if (!lines.TryNext(out ReadOnlySpan<byte> line))
        {
            throw new PageTraceException("the first line of the page trace has no end");
        }

        var fields = new TextFields(line);
        fields.Next();
        if (!TextFields.TryParse(fields.Next(), out ulong version) || version != PageTrace.FormatVersion)
        {
            throw OtherVersion();
        }

        bool hasPageSize = false;
        bool hasTimeUnit = false;
        for (ReadOnlySpan<byte> field = fields.Next(); !field.IsEmpty; field = fields.Next())
        {
            hasPageSize |= field.SequenceEqual("page-size=4096"u8);
            hasTimeUnit |= field.SequenceEqual("time-unit=ns"u8);
            if (!field.SequenceEqual("page-size=4096"u8) && !field.SequenceEqual("time-unit=ns"u8))
            {
                throw new PageTraceException(
                    $"the header of the page trace, column {fields.Start + 1}: "
                    + "only page-size=4096 and time-unit=ns are known");
            }
        }

        if (!hasPageSize || !hasTimeUnit)
        {
            throw new PageTraceException(
                "the header of the page trace says page-size=4096 and time-unit=ns, and one is missing");
        }
    }
}
