using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PageEngine.Reports;

/// <summary>Gathers lines of JSON and writes them out in large pieces. Not thread-safe.</summary>
internal sealed class JsonLinesBuffer(Stream stream)
{
    private const int WriteOutAt = 1 << 16;

    private readonly ArrayBufferWriter<byte> _buffer = new(WriteOutAt + (WriteOutAt / 4));
    private Utf8JsonWriter? _json;

    /// <summary>Begins a line: what the writer is given now is one object.</summary>
    internal Utf8JsonWriter BeginLine()
    {
        _json ??= new Utf8JsonWriter(
            _buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.Reset();
        _json.WriteStartObject();
        return _json;
    }

    internal void EndLine()
    {
        _json!.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= WriteOutAt)
        {
            WriteOut();
        }
    }

    internal void WriteOut()
    {
        stream.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
