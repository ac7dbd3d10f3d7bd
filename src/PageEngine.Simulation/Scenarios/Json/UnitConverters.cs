using System.Diagnostics;
using System.Text.Json;

namespace PageEngine.Simulation;

/// <summary>Sizes: <c>48 GiB</c>.</summary>
internal sealed class SizeConverter() : UnitConverter<ByteSize>(UnitFormat.Size)
{
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ByteSize value, JsonSerializerOptions options) =>
        writer.WriteStringValue(UnitText.Format(value));

    private protected override bool TryParse(string text, out ByteSize value, out string reason) =>
        UnitText.TryParse(text, out value, out reason);
}

/// <summary>Moments and spans: <c>30 ms</c>.</summary>
internal sealed class TimeConverter() : UnitConverter<SimTime>(UnitFormat.Time)
{
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SimTime value, JsonSerializerOptions options)
    {
        Debug.Assert(value >= SimTime.Zero && value <= UnitText.Longest, "the rules for specs say so");
        writer.WriteStringValue(UnitText.Format(value));
    }

    private protected override bool TryParse(string text, out SimTime value, out string reason) =>
        UnitText.TryParse(text, out value, out reason);
}

/// <summary>Bits a second: <c>10 Gbps</c>, or a number.</summary>
internal sealed class BitRateConverter() : RateConverter(UnitFormat.BitRate, UnitText.BitRate);

/// <summary>Bytes a second: <c>550 MB/s</c>, or a number.</summary>
internal sealed class ByteRateConverter() : RateConverter(UnitFormat.ByteRate, UnitText.ByteRate);

/// <summary>Times a second, whole: <c>5000/s</c>, or a number.</summary>
internal sealed class CountRateConverter() : RateConverter(UnitFormat.CountRate, UnitText.CountRate);

/// <summary>Times a second, with parts: <c>0.5/s</c>, or a number.</summary>
internal sealed class FrequencyConverter() : FractionConverter(UnitFormat.Frequency)
{
    private protected override bool TryParse(string text, out double value, out string reason) =>
        UnitText.TryParseFrequency(text, out value, out reason);
}

/// <summary>Parts of a whole: <c>65 %</c>, or 0.65.</summary>
internal sealed class ShareConverter() : FractionConverter(UnitFormat.Share)
{
    private protected override bool TryParse(string text, out double value, out string reason) =>
        UnitText.TryParseShare(text, out value, out reason);
}
