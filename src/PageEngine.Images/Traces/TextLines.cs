namespace PageEngine.Images;

/// <summary>Cuts a stream into lines; leaves out the ones that are too long, and a last one without an end.</summary>
internal sealed class TextLines
{
    private readonly TraceInput _input;
    private readonly PageTraceReport _report;
    private readonly int _maxLineBytes;
    private readonly string _tooLong;
    private int _consumeFirst;

    internal TextLines(TraceInput input, int maxLineBytes, PageTraceReport report)
    {
        _input = input;
        _report = report;
        _maxLineBytes = maxLineBytes;
        _tooLong = $"the line is longer than {maxLineBytes} bytes";

        // A line feed, and a carriage return before it.
        input.Reserve(maxLineBytes + 2);
    }

    /// <summary>The number of the line that was delivered last, from 1.</summary>
    internal long Number { get; private set; }

    /// <summary>The next line without its end. It is valid until the next call.</summary>
    internal bool TryNext(out ReadOnlySpan<byte> line)
    {
        while (_report.End == PageTraceEnd.NotReached)
        {
            _input.Consume(_consumeFirst);
            _consumeFirst = 0;
            int end = FindEnd();
            Number++;
            if (end < 0)
            {
                EndOrSkip();
                continue;
            }

            _consumeFirst = end + 1;
            line = _input.Window[..end];
            if (!line.IsEmpty && line[^1] == (byte)'\r')
            {
                line = line[..^1];
            }

            if (line.Length <= _maxLineBytes)
            {
                return true;
            }

            ReportTooLong();
        }

        _report.BytesRead = _input.Offset + _consumeFirst;
        line = default;
        return false;
    }

    /// <summary>Reports an error of the current line.</summary>
    internal void Report(int column, string reason) => _report.Add(_input.Offset, Number, column, reason);

    /// <summary>Finds the end of the line in the window; -1 where the line is too long or the stream ends.</summary>
    private int FindEnd()
    {
        int scanned = 0;
        while (true)
        {
            ReadOnlySpan<byte> window = _input.Window;
            int end = window[scanned..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                return scanned + end;
            }

            // One more for a carriage return.
            scanned = window.Length;
            if (_input.IsAtEnd || scanned > _maxLineBytes + 1)
            {
                return -1;
            }

            _input.Fill();
        }
    }

    private void EndOrSkip()
    {
        if (_input.Window.Length > _maxLineBytes + 1)
        {
            ReportTooLong();
            SkipLine();
        }
        else if (_input.Window.IsEmpty)
        {
            _report.End = PageTraceEnd.Complete;
        }
        else
        {
            EndTorn();
        }
    }

    private void SkipLine()
    {
        while (true)
        {
            int end = _input.Window.IndexOf((byte)'\n');
            if (end >= 0)
            {
                _input.Consume(end + 1);
                return;
            }

            _input.Consume(_input.Window.Length);
            if (_input.IsAtEnd)
            {
                EndTorn();
                return;
            }

            _input.Fill();
        }
    }

    /// <summary>
    /// A number at the end of a file that was cut short looks whole: 12 of 123. So it is not believed.
    /// </summary>
    private void EndTorn()
    {
        if (!_input.Window.IsEmpty)
        {
            Report(0, "the last line has no line end, so it may have been cut short");
            _input.Consume(_input.Window.Length);
        }

        if (_report.End == PageTraceEnd.NotReached)
        {
            _report.End = PageTraceEnd.Torn;
        }
    }

    private void ReportTooLong() => Report(0, _tooLong);
}
