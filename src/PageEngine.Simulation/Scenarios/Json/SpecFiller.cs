using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace PageEngine.Simulation;

/// <summary>Makes specs of JSON that people wrote: what they left out gets the defaults of the spec.</summary>
/// <remarks>
/// The JSON must fit the schema. It is written out once more, with every property, and that is read by generated code,
/// which would set <c>init</c> properties that are missing to nothing at all.
/// </remarks>
internal static class SpecFiller
{
    private static readonly JsonSerializerOptions Options = SpecJson.Default.Options;

    /// <summary>Makes a spec.</summary>
    /// <exception cref="JsonException">The JSON does not fit.</exception>
    /// <exception cref="ArgumentException">A type that checks what it is given refuses a value.</exception>
    internal static T Make<T>(JsonTree node, JsonTypeInfo<T> type) => (T)Make(node, (JsonTypeInfo)type);

    /// <summary>Makes a spec.</summary>
    /// <exception cref="JsonException">The JSON does not fit.</exception>
    /// <exception cref="ArgumentException">A type that checks what it is given refuses a value.</exception>
    internal static object Make(JsonTree node, JsonTypeInfo type)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            Write(node, type, writer);
        }

        stream.Position = 0;
        return JsonSerializer.Deserialize(stream, type)!;
    }

    /// <summary>The type that an object is of: where there are several kinds, the one that it says it is.</summary>
    internal static JsonTypeInfo KindOf(JsonTree node, JsonTypeInfo type) =>
        type.PolymorphismOptions is { } kinds && node[kinds.TypeDiscriminatorPropertyName] is { } kind
            ? Options.GetTypeInfo(
                kinds.DerivedTypes.Single(derived => kind.Text.Equals(derived.TypeDiscriminator)).DerivedType)
            : type;

    private static void Write(JsonTree node, JsonTypeInfo type, Utf8JsonWriter writer)
    {
        switch (node.Kind)
        {
            case JsonTreeKind.Object:
                WriteObject(node, type, writer);
                break;
            case JsonTreeKind.Array:
                WriteList(node, type, writer);
                break;
            case JsonTreeKind.String when type.Type == typeof(StorageSpec):
                SpecDefaults.DiskOf(node.Text).WriteTo(writer);
                break;
            case JsonTreeKind.String:
                writer.WriteStringValue(node.Text);
                break;
            case JsonTreeKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteRawValue(node.Text);
                break;
        }
    }

    private static void WriteList(JsonTree node, JsonTypeInfo type, Utf8JsonWriter writer)
    {
        JsonTypeInfo element = type.ElementType is { } elements ? Options.GetTypeInfo(elements) : type;
        writer.WriteStartArray();
        foreach (JsonTree item in node.Items)
        {
            Write(item, element, writer);
        }

        writer.WriteEndArray();
    }

    private static void WriteObject(JsonTree node, JsonTypeInfo type, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (type.PolymorphismOptions is { } kinds)
        {
            string name = kinds.TypeDiscriminatorPropertyName;
            writer.WriteString(name, node[name]!.Text);
            type = KindOf(node, type);
        }

        JsonObject? preset = type.Type == typeof(StorageSpec) && node[SpecSchemas.PresetKey] is { } disk
            ? SpecDefaults.DiskOf(disk.Text)
            : null;
        foreach (JsonPropertyInfo property in type.Properties)
        {
            // Set-only conveniences of the API are no part of the JSON.
            if (property.Get is not null)
            {
                writer.WritePropertyName(property.Name);
                WriteProperty(node[NamedUnits.NameOf(property)], property, preset, type, writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteProperty(
        JsonTree? value, JsonPropertyInfo property, JsonObject? preset, JsonTypeInfo type, Utf8JsonWriter writer)
    {
        if (value is { Kind: JsonTreeKind.String } && NamedUnits.FormatOf(property) is { } format)
        {
            long number = NamedUnits.Parse(value.Text, format, out bool isRight);
            Debug.Assert(isRight, "the schema says so");
            writer.WriteNumberValue(number);
        }
        else if (value is not null)
        {
            Type inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            Write(value, Options.GetTypeInfo(inner), writer);
        }
        else if ((preset ?? SpecDefaults.Of(type.Type))[property.Name] is { } fallback)
        {
            fallback.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
