using System.Globalization;
using System.Text.Json;

namespace PageEngine.Reports;

/// <summary>Writes events as JSON Lines, one object an event.</summary>
/// <remarks>
/// <para>An object has the members <c>timeSeconds</c> (a number with up to nine decimals, exact), <c>kind</c>,
/// <c>target</c> and <c>text</c>. The file appears at <see cref="Complete"/>; a log that is disposed earlier leaves
/// none. The same events give the same bytes.</para>
/// <para>Not thread-safe. What it keeps in memory does not depend on the number of events.</para>
/// </remarks>
public sealed class EventLogSink : IDisposable
{
    private static readonly JsonEncodedText TimeName = JsonEncodedText.Encode("timeSeconds");
    private static readonly JsonEncodedText KindName = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText TargetName = JsonEncodedText.Encode("target");
    private static readonly JsonEncodedText TextName = JsonEncodedText.Encode("text");

    private readonly OutputFile _output;
    private readonly JsonLinesBuffer _lines;
    private bool _isComplete;

    /// <summary>A log that writes into a directory.</summary>
    /// <param name="directory">The directory; it is made if it is not there.</param>
    /// <param name="name">The name of the file.</param>
    /// <exception cref="IOException">The file cannot be written; the message says which and why.</exception>
    public EventLogSink(string directory, string name = "events.jsonl")
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _output = OutputFile.Create(directory, name);
        _lines = new JsonLinesBuffer(_output);
    }

    /// <summary>The number of events taken so far.</summary>
    public long Count { get; private set; }

    /// <summary>Takes one event.</summary>
    /// <param name="runEvent">The event.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="InvalidOperationException">The log is complete.</exception>
    /// <exception cref="IOException">The file cannot be written; the message says which and why.</exception>
    public void Append(in RunEvent runEvent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(runEvent.TimeNanoseconds, nameof(runEvent));
        ThrowIfComplete();
        Utf8JsonWriter json = _lines.BeginLine();
        json.WritePropertyName(TimeName);
        Span<char> time = stackalloc char[32];
        json.WriteRawValue(WriteSeconds(runEvent.TimeNanoseconds, time), skipInputValidation: true);
        json.WriteString(KindName, runEvent.Kind);
        json.WriteString(TargetName, runEvent.Target);
        json.WriteString(TextName, runEvent.Text);
        _lines.EndLine();
        Count++;
    }

    /// <summary>Puts the file in its place.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="InvalidOperationException">The log is complete.</exception>
    /// <exception cref="IOException">The file cannot be written; the message says which and why.</exception>
    public RunFile Complete()
    {
        ThrowIfComplete();
        _lines.WriteOut();
        _output.Seal();
        _isComplete = true;
        return _output.Publish();
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private static ReadOnlySpan<char> WriteSeconds(long nanoseconds, Span<char> text)
    {
        (long seconds, long rest) = Math.DivRem(nanoseconds, 1_000_000_000);
        seconds.TryFormat(text, out int written, default, CultureInfo.InvariantCulture);
        if (rest == 0)
        {
            return text[..written];
        }

        text[written++] = '.';
        rest.TryFormat(text[written..], out int digits, "D9", CultureInfo.InvariantCulture);
        return text[..(written + digits)].TrimEnd('0');
    }

    private void ThrowIfComplete()
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("The log is complete.");
        }
    }
}
