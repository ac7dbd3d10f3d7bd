using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>Reads and writes a quantity as a text with a unit.</summary>
internal abstract class UnitConverter<T>(UnitFormat format) : JsonConverter<T>
{
    /// <inheritdoc/>
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && format.NumberType is not null)
        {
            return ReadNumber(ref reader);
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"must be {format.Expected}");
        }

        return TryParse(reader.GetString()!, out T value, out string reason) ? value : throw new JsonException(reason);
    }

    private protected abstract bool TryParse(string text, out T value, out string reason);

    private protected virtual T ReadNumber(ref Utf8JsonReader reader) =>
        throw new JsonException($"must be {format.Expected}");
}

/// <summary>A quantity that is a double: written as a number, so that not a bit of it is lost.</summary>
internal abstract class FractionConverter(UnitFormat format) : UnitConverter<double>(format)
{
    /// <inheritdoc/>
    public sealed override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value);

    private protected sealed override double ReadNumber(ref Utf8JsonReader reader) => reader.GetDouble();
}

/// <summary>A rate that is a whole number: written with its unit.</summary>
internal abstract class RateConverter(UnitFormat format, UnitScale scale) : UnitConverter<long>(format)
{
    /// <inheritdoc/>
    public sealed override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
    {
        Debug.Assert(value >= 0, "the rules for specs say so");
        writer.WriteStringValue(scale.Format((ulong)value));
    }

    private protected sealed override long ReadNumber(ref Utf8JsonReader reader) => reader.GetInt64();

    private protected sealed override bool TryParse(string text, out long value, out string reason)
    {
        bool isRate = scale.TryParse(text, out ulong parsed, out reason);
        value = (long)parsed;
        return isRate;
    }
}
