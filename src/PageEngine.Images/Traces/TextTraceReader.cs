using System.Text;

namespace PageEngine.Images;

/// <summary>Reads the lines of the text form.</summary>
internal sealed class TextTraceReader : TraceForm
{
    private readonly TextLines _lines;
    private readonly PageTraceReport _report;
    private readonly TraceRules _rules;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _places;

    // Most records name the guest of the record before.
    private byte[] _lastName = [];
    private int _lastGuest = -1;

    internal TextTraceReader(TraceInput input, PageTraceReaderOptions options, PageTraceReport report, TraceRules rules)
    {
        _lines = new TextLines(input, options.MaxLineBytes, report);
        _report = report;
        _rules = rules;
        _places = rules.Places.GetAlternateLookup<ReadOnlySpan<char>>();
        TextHeader.Check(_lines);
    }

    /// <inheritdoc/>
    internal override bool TryRead(out PageTraceRecord record)
    {
        while (_lines.TryNext(out ReadOnlySpan<byte> line))
        {
            if (TryParse(line, out record))
            {
                _report.RecordCount++;
                return true;
            }
        }

        record = default;
        return false;
    }

    private bool TryParse(ReadOnlySpan<byte> line, out PageTraceRecord record)
    {
        record = default;
        var fields = new TextFields(line);
        ReadOnlySpan<byte> time = fields.Next();
        if (time.IsEmpty)
        {
            return false;
        }

        if ((uint)(time[0] - '0') > 9)
        {
            ReadDirective(time, ref fields, line);
            return false;
        }

        int timeAt = fields.Start;
        if (!TextFields.TryParse(time, out ulong nanoseconds) || nanoseconds > long.MaxValue)
        {
            return Refuse(line, timeAt, "a time is a number of nanoseconds below 2^63");
        }

        int guest = FindGuest(fields.Next());
        int guestAt = fields.Start;
        if (guest < 0)
        {
            return Refuse(line, guestAt, "the guest was not declared");
        }

        ReadOnlySpan<byte> letter = fields.Next();
        int operation = letter.Length == 1 ? "RWZDS"u8.IndexOf(letter[0]) : -1;
        if (operation < 0)
        {
            return Refuse(line, fields.Start, "there is no such operation; there are R, W, Z, D and S");
        }

        return TryParseRest((long)nanoseconds, guest, (PageTraceOperation)operation, line, ref fields, out record);
    }

    private bool TryParseRest(
        long time, int guest, PageTraceOperation operation, ReadOnlySpan<byte> line, ref TextFields fields,
        out PageTraceRecord record)
    {
        record = default;
        if (!TextFields.TryParse(fields.Next(), out ulong first))
        {
            return Refuse(line, fields.Start, operation == PageTraceOperation.Sample
                ? "a period is a number of nanoseconds" : "a page is a number below 2^64");
        }

        int restAt = fields.Start;
        ReadOnlySpan<byte> amount = fields.Next();
        bool isSample = operation == PageTraceOperation.Sample;
        ulong second;
        if (!(isSample ? TryParseAmount(amount, out second) : TextFields.TryParse(amount, out second)))
        {
            return Refuse(line, fields.Start, isSample
                ? "a sample counts pages, or bytes with a B behind the number"
                : "a number of pages is a number below 2^64");
        }

        ulong token = PageTraceRecord.NoToken;
        ReadOnlySpan<byte> last = fields.Next();
        if (!last.IsEmpty)
        {
            if (!TextFields.TryParse(last, out token) || token > PageToken.MaxValue)
            {
                return Refuse(line, fields.Start, "a content token is a number below 2^63");
            }

            if (!fields.Next().IsEmpty)
            {
                return Refuse(line, fields.Start, "the line has more fields than a record");
            }
        }

        record = new PageTraceRecord(time, guest, operation, first, second, token);
        TraceFault fault = _rules.Take(record);
        return fault == TraceFault.None || Refuse(line, PlaceOf(fault, line, restAt), TraceFaults.Describe(fault));
    }

    private static int PlaceOf(TraceFault fault, ReadOnlySpan<byte> line, int restAt)
    {
        if (fault is not (TraceFault.TimeBackwards or TraceFault.PeriodsOverlap))
        {
            return restAt;
        }

        var fields = new TextFields(line);
        fields.Next();
        return fields.Start;
    }

    /// <summary>Reads pages, or bytes with a B behind them, as bytes.</summary>
    private static bool TryParseAmount(ReadOnlySpan<byte> field, out ulong bytes)
    {
        if (!field.IsEmpty && field[^1] == (byte)'B' && !field.StartsWith("0x"u8))
        {
            return TextFields.TryParse(field[..^1], out bytes);
        }

        bool isNumber = TextFields.TryParse(field, out ulong pages) && pages <= ulong.MaxValue >> Page.Shift;
        bytes = pages << Page.Shift;
        return isNumber;
    }

    private int FindGuest(ReadOnlySpan<byte> name)
    {
        if (_lastGuest >= 0 && name.SequenceEqual(_lastName))
        {
            return _lastGuest;
        }

        Span<char> characters = stackalloc char[PageTraceGuest.MaxNameBytes];
        if (name.Length is 0 or > PageTraceGuest.MaxNameBytes
            || !Encoding.UTF8.TryGetChars(name, characters, out int length)
            || !_places.TryGetValue(characters[..length], out int guest))
        {
            return -1;
        }

        _lastGuest = guest;
        _lastName = _rules.NameBytes(guest);
        return guest;
    }

    private void ReadDirective(ReadOnlySpan<byte> word, ref TextFields fields, ReadOnlySpan<byte> line)
    {
        if (!word.SequenceEqual("guest"u8))
        {
            Refuse(
                line,
                fields.Start,
                "a line is a record, which begins with its time, or 'guest', or a comment behind #");
            return;
        }

        ReadOnlySpan<byte> name = fields.Next();
        int nameAt = fields.Start;
        if (!System.Text.Unicode.Utf8.IsValid(name) || name.Length > PageTraceGuest.MaxNameBytes)
        {
            Refuse(line, nameAt, $"a guest's name is valid UTF-8 of {PageTraceGuest.MaxNameBytes} bytes at most");
            return;
        }

        if (!TextFields.TryParse(fields.Next(), out ulong pageCount) || !fields.Next().IsEmpty)
        {
            Refuse(line, fields.Start, "behind 'guest' stand a name and a number of pages");
            return;
        }

        string text = Encoding.UTF8.GetString(name);
        if (_rules.WhyNot(text, pageCount) is { } reason)
        {
            Refuse(line, nameAt, reason);
            return;
        }

        _rules.Add(text, pageCount);
    }

    private bool Refuse(ReadOnlySpan<byte> line, int at, string reason)
    {
        bool hasNull = _report.KeepsNextError && line.Contains((byte)0);
        _lines.Report(at + 1, hasNull ? "the line holds NUL bytes" : reason);
        return false;
    }
}
