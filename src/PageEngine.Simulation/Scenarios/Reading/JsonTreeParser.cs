using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PageEngine.Simulation;

/// <summary>Makes a <see cref="JsonTree"/> of a text; comments and trailing commas are read over.</summary>
/// <remarks>The limits keep a hostile text from taking more than some megabytes and milliseconds.</remarks>
internal static class JsonTreeParser
{
    /// <summary>The most bytes that a text may have.</summary>
    internal const int MostBytes = 4 << 20;

    /// <summary>The most values that a text may have.</summary>
    internal const int MostNodes = 200_000;

    private const int MostDepth = 32;

    private static readonly JsonReaderOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MostDepth,
    };

    /// <summary>
    /// Reads a text. Null when it is no JSON; a name that comes twice is an error and the first one counts.
    /// </summary>
    internal static JsonTree? Parse(ReadOnlySpan<byte> text, ScenarioErrors errors)
    {
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        int skipped = text.StartsWith(mark) ? mark.Length : 0;
        int valid = CountValid(text);
        if (text.Length > MostBytes || valid < text.Length)
        {
            string reason = text.Length > MostBytes ? $"has more than {MostBytes} bytes" : "is no UTF-8 from here on";
            errors.Add(Math.Min(valid, MostBytes), "", $"the text {reason}");
            return null;
        }

        if (text[skipped..].IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            errors.Add(0, "", "the text is empty");
            return null;
        }

        Utf8JsonReader reader = new(text[skipped..], Options);
        try
        {
            return Read(ref reader, skipped, errors);
        }
        catch (JsonException exception)
        {
            int offset = OffsetOf(text[skipped..], exception) + skipped;
            errors.Add(offset, "", $"this is no JSON: {Clean(exception.Message)}");
            return null;
        }
        catch (InvalidOperationException)
        {
            int offset = (int)reader.TokenStartIndex + skipped;
            errors.Add(offset, "", "this text has one half of a character that takes two (\\uD800 to \\uDFFF)");
            return null;
        }
    }

    private static JsonTree? Read(ref Utf8JsonReader reader, int skipped, ScenarioErrors errors)
    {
        JsonTree? root = null;
        JsonTree? parent = null;
        string name = "";
        int nameOffset = 0;
        int nodes = 0;
        while (reader.Read())
        {
            int offset = (int)reader.TokenStartIndex + skipped;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.GetString()!;
                nameOffset = offset;
            }
            else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                parent = parent!.Parent;
            }
            else
            {
                string step = parent is { Kind: JsonTreeKind.Array } ? JsonPath.Step(parent.Items.Count) : name;
                JsonTree node = new(KindOf(reader.TokenType), TextOf(ref reader), offset, parent, step);
                if (parent is not null && !parent.Add(step, nameOffset, node))
                {
                    errors.Add(nameOffset, node.Path, "is there twice");
                }

                root ??= node;
                parent = node.Kind is JsonTreeKind.Object or JsonTreeKind.Array ? node : parent;
                nodes++;
            }

            if (nodes > MostNodes)
            {
                errors.Add(offset, "", $"the text has more than {MostNodes} values");
                return null;
            }
        }

        return root;
    }

    private static JsonTreeKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonTreeKind.Object,
        JsonTokenType.StartArray => JsonTreeKind.Array,
        JsonTokenType.String => JsonTreeKind.String,
        JsonTokenType.Number => JsonTreeKind.Number,
        JsonTokenType.True or JsonTokenType.False => JsonTreeKind.Boolean,
        _ => JsonTreeKind.Null,
    };

    private static string TextOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "",
    };

    private static int OffsetOf(ReadOnlySpan<byte> text, JsonException exception)
    {
        int offset = 0;
        for (long line = exception.LineNumber ?? 0; line > 0; line--)
        {
            int end = text[offset..].IndexOf((byte)'\n');
            offset = end < 0 ? text.Length : offset + end + 1;
        }

        return (int)Math.Min(offset + (exception.BytePositionInLine ?? 0), text.Length);
    }

    /// <summary>The message without the place, which is said apart, and without the names of settings.</summary>
    private static string Clean(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string text = end < 0 ? message : message[..end];
        end = text.IndexOf(" Change the reader options", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }

    private static int CountValid(ReadOnlySpan<byte> text)
    {
        int offset = 0;
        while (offset < text.Length
            && Rune.DecodeFromUtf8(text[offset..], out _, out int bytes) == OperationStatus.Done)
        {
            offset += bytes;
        }

        return offset;
    }
}
