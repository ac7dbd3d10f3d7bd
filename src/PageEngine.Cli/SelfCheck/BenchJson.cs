using System.Text.Json;
using System.Text.Json.Serialization;

namespace PageEngine.Cli.SelfCheck;

/// <summary>A self-check for programs: these keys in this order.</summary>
internal sealed record BenchJson(
    string Version, string Runtime, int Processors, ulong MemoryBytes, bool AllAsExpected, BenchFigureJson[] Figures);

/// <summary>One figure for programs; keys without a value are null.</summary>
internal sealed record BenchFigureJson(
    string Name, double Value, string Unit, string? Limit, double? Ratio, double? Expected, bool? AsExpected)
{
    internal static BenchFigureJson Of(BenchFigure figure) => new(
        figure.Name,
        figure.Value,
        figure.Unit,
        figure.LimitTitle.Length == 0 ? null : figure.LimitTitle,
        figure.Ratio,
        figure.Expected,
        figure.IsAsExpected);
}

/// <summary>The serializer of <see cref="BenchJson"/>, made at build time.</summary>
[JsonSerializable(typeof(BenchJson))]
internal sealed partial class BenchJsonContext : JsonSerializerContext
{
    /// <summary>With names as programs expect them.</summary>
    internal static BenchJsonContext Readable { get; } =
        new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });
}
