using System.Text.Json.Nodes;

namespace PageEngine.Simulation;

/// <summary>A part of a JSON schema, as far as the schemas of this library go.</summary>
/// <remarks>
/// Understood: <c>type</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties</c>, <c>items</c>, <c>enum</c>,
/// <c>const</c>, <c>anyOf</c>, <c>$ref</c> into <c>$defs</c>, and <see cref="SchemaWords.Unit"/>. What else there is
/// (descriptions, defaults, patterns beside a unit) is for editors.
/// </remarks>
internal sealed class SchemaNode
{
    private readonly SchemaNode _root;
    private readonly string? _reference;

    private SchemaNode(JsonObject json, SchemaNode? root)
    {
        _root = root ?? this;
        Definitions = MapOf(json["$defs"]);
        _reference = json["$ref"]?.GetValue<string>()["#/$defs/".Length..];
        Types = TextsOf(json["type"]);
        Properties = MapOf(json["properties"]);
        Required = TextsOf(json["required"]);
        Closed = json["additionalProperties"] is JsonValue;
        Others = json["additionalProperties"] is JsonObject others ? new SchemaNode(others, _root) : null;
        Items = json["items"] is JsonObject items ? new SchemaNode(items, _root) : null;
        Values = TextsOf(json["enum"]);
        Constant = json["const"]?.GetValue<string>();
        AnyOf = [.. (json["anyOf"]?.AsArray() ?? []).Select(choice => new SchemaNode(choice!.AsObject(), _root))];
        Unit = json[SchemaWords.Unit] is { } unit
            ? UnitFormat.All.Single(format => format.Name == unit.GetValue<string>())
            : null;
        Width = json["format"]?.GetValue<string>();
    }

    /// <summary>The types that a value may have, in the words of JSON schema; empty for any.</summary>
    internal IReadOnlyList<string> Types { get; }

    /// <summary>The properties that an object may have.</summary>
    internal IReadOnlyDictionary<string, SchemaNode> Properties { get; }

    /// <summary>The properties that an object must have.</summary>
    internal IReadOnlyList<string> Required { get; }

    /// <summary>Whether an object may have no other properties.</summary>
    internal bool Closed { get; }

    /// <summary>What other properties of an object are; null when nothing is said about them.</summary>
    internal SchemaNode? Others { get; }

    /// <summary>What the elements of a list are; null when nothing is said about them.</summary>
    internal SchemaNode? Items { get; }

    /// <summary>The texts that a value may be; empty for any.</summary>
    internal IReadOnlyList<string> Values { get; }

    /// <summary>The only text that a value may be; null for any.</summary>
    internal string? Constant { get; }

    /// <summary>Schemas of which one must fit; empty when there is no such choice.</summary>
    internal IReadOnlyList<SchemaNode> AnyOf { get; }

    /// <summary>The quantity that a value is; null when it is none.</summary>
    internal UnitFormat? Unit { get; }

    /// <summary>
    /// How wide a number is: <c>int32</c>, <c>int64</c>, <c>uint64</c> or <c>double</c>; null when it is none.
    /// </summary>
    internal string? Width { get; }

    /// <summary>The schema that this one stands for.</summary>
    internal SchemaNode Resolved => _reference is null ? this : _root.Definitions[_reference].Resolved;

    /// <summary>The property whose text says which of <see cref="AnyOf"/> is meant; null when there is none.</summary>
    internal string? Discriminator =>
        AnyOf.Count > 0 && Required.Count > 0 && AnyOf.All(choice => choice.ConstantOf(Required[0]) is not null)
            ? Required[0]
            : null;

    private Dictionary<string, SchemaNode> Definitions { get; }

    internal static SchemaNode Of(JsonObject schema) => new(schema, null);

    /// <summary>The only text that a property may be; null for any.</summary>
    internal string? ConstantOf(string property) =>
        Properties.TryGetValue(property, out SchemaNode? node) ? node.Constant : null;

    /// <summary>A schema among the definitions of the root.</summary>
    internal SchemaNode Definition(string name) => _root.Definitions[name];

    private Dictionary<string, SchemaNode> MapOf(JsonNode? node) =>
        (node?.AsObject() ?? []).ToDictionary(
            static pair => pair.Key, pair => new SchemaNode(pair.Value!.AsObject(), _root), StringComparer.Ordinal);

    private static IReadOnlyList<string> TextsOf(JsonNode? node) => node switch
    {
        JsonArray texts => [.. texts.OfType<JsonValue>().Select(static text => text.GetValue<string>())],
        JsonValue text => [text.GetValue<string>()],
        _ => [],
    };
}
