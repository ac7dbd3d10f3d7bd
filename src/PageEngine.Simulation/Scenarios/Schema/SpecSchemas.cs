using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PageEngine.Simulation;

/// <summary>
/// Schemas of specs, made from their types: each type once, units as texts with patterns, defaults, descriptions.
/// </summary>
internal sealed class SpecSchemas
{
    /// <summary>The property of a disk that names another disk, which counts where nothing is said.</summary>
    internal const string PresetKey = "preset";

    private readonly Dictionary<Type, string> _keys = [];

    /// <summary>The schemas by the names that references use.</summary>
    internal JsonObject Definitions { get; } = [];

    /// <summary>A reference to one of the definitions.</summary>
    internal static JsonObject ReferenceTo(string key) => new() { ["$ref"] = $"#/$defs/{key}" };

    /// <summary>A reference to the schema of a quantity.</summary>
    internal static JsonObject ReferenceTo(UnitFormat format, string? fallback = null, bool isNullable = false)
    {
        JsonObject schema = isNullable
            ? new() { ["anyOf"] = new JsonArray(ReferenceTo(format.Name), new JsonObject { ["type"] = "null" }) }
            : ReferenceTo(format.Name);
        if (fallback is not null)
        {
            schema["default"] = fallback;
        }

        return schema;
    }

    /// <summary>Adds the schemas of all quantities.</summary>
    internal void AddQuantities()
    {
        foreach (UnitFormat format in UnitFormat.All)
        {
            Definitions[format.Name] = new JsonObject
            {
                ["description"] = format.Expected,
                ["type"] = format.NumberType is { } number ? new JsonArray("string", number) : "string",
                ["pattern"] = format.Pattern,
                [SchemaWords.Unit] = format.Name,
            };
        }
    }

    /// <summary>Adds the schema of a type and of every type in it.</summary>
    internal void Add(JsonTypeInfo type, string key)
    {
        if (!_keys.TryAdd(type.Type, key))
        {
            return;
        }

        Definitions[key] = null;
        JsonSchemaExporterOptions options = new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = Transform,
        };
        JsonObject schema = type.GetJsonSchemaAsNode(options).AsObject();
        if (type.Type == typeof(StorageSpec))
        {
            schema["properties"]!.AsObject()[PresetKey] = Presets("The disk that counts where nothing is said here.");
        }

        Definitions[key] = schema;
    }

    private JsonObject Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        JsonTypeInfo type = context.TypeInfo;
        bool isPart = !context.Path.IsEmpty && context.BaseTypeInfo is null;
        JsonObject found = UnitOf(context) is { } format
            ? ReferenceTo(format, isNullable: IsNullable(context))
            : isPart && type.Kind == JsonTypeInfoKind.Object ? ReferTo(type, IsNullable(context))
            : schema.AsObject();
        if (!isPart && type.Kind == JsonTypeInfoKind.Object)
        {
            SetDefaults(type, found);
            SetNamedUnits(type, found);
            Describe(found, SpecDescriptions.Of(type.Type));
        }

        SetWidth(type.Type, found);
        Describe(found, context.PropertyInfo is { } property ? SpecDescriptions.Of(property) : null);
        return found;
    }

    private JsonObject ReferTo(JsonTypeInfo type, bool isNullable)
    {
        string key = KeyOf(type.Type);
        Add(type, key);
        List<JsonNode> choices = [ReferenceTo(key)];
        if (type.Type == typeof(StorageSpec))
        {
            choices.Insert(0, Presets("A disk by its name."));
        }

        if (isNullable)
        {
            choices.Add(new JsonObject { ["type"] = "null" });
        }

        return choices.Count == 1 ? choices[0].AsObject() : new JsonObject { ["anyOf"] = new JsonArray([.. choices]) };
    }

    /// <summary>Says what the properties of a type are where nothing is said.</summary>
    private static void SetDefaults(JsonTypeInfo type, JsonObject schema)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            bool isKnown = !property.IsRequired && schema["properties"]?[property.Name] is JsonObject;
            if (isKnown && SpecDefaults.Of(type.Type)[property.Name] is JsonValue value)
            {
                schema["properties"]![property.Name]!["default"] = value.DeepClone();
            }
        }
    }

    /// <summary>Makes quantities of properties that bear a unit in their names.</summary>
    private static void SetNamedUnits(JsonTypeInfo type, JsonObject schema)
    {
        JsonObject properties = schema["properties"]?.AsObject() ?? [];
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (NamedUnits.FormatOf(property) is not { } format)
            {
                continue;
            }

            int place = properties.IndexOf(property.Name);
            double number = SpecDefaults.Of(type.Type)[property.Name]!.GetValue<double>();
            JsonObject quantity = ReferenceTo(format, NamedUnits.Format(number, format));
            Describe(quantity, SpecDescriptions.Of(property));
            properties.RemoveAt(place);
            properties.Insert(place, NamedUnits.NameOf(property), quantity);
        }
    }

    private static UnitFormat? UnitOf(JsonSchemaExporterContext context)
    {
        Type type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        return type == typeof(ByteSize) ? UnitFormat.Size
            : type == typeof(SimTime) ? UnitFormat.Time
            : UnitFormat.OfConverter(ConverterOf(context.PropertyInfo));
    }

    private static Type? ConverterOf(JsonPropertyInfo? property) =>
        property?.AttributeProvider?.GetCustomAttributes(typeof(JsonConverterAttribute), inherit: true)
            .Cast<JsonConverterAttribute>().FirstOrDefault()?.ConverterType;

    private static bool IsNullable(JsonSchemaExporterContext context) =>
        Nullable.GetUnderlyingType(context.TypeInfo.Type) is not null
        || context.PropertyInfo is { IsGetNullable: true };

    private static void SetWidth(Type type, JsonObject schema)
    {
        Type number = Nullable.GetUnderlyingType(type) ?? type;
        string? width = Type.GetTypeCode(number) switch
        {
            TypeCode.Int32 => "int32",
            TypeCode.Int64 => "int64",
            TypeCode.UInt64 => "uint64",
            TypeCode.Double => "double",
            _ => null,
        };
        if (width is not null && !number.IsEnum)
        {
            schema["format"] = width;
        }
    }

    private static JsonObject Presets(string description) => new()
    {
        ["description"] = description,
        ["enum"] = new JsonArray([.. SpecDefaults.DiskNames.Select(static name => JsonValue.Create(name))]),
    };

    private static void Describe(JsonObject schema, string? description)
    {
        if (description is not null)
        {
            schema.Insert(0, "description", description);
        }
    }

    private static string KeyOf(Type type)
    {
        string name = type.Name.EndsWith("Spec", StringComparison.Ordinal) ? type.Name[..^4] : type.Name;
        return JsonNamingPolicy.CamelCase.ConvertName(name switch
        {
            "Storage" => "Disk",
            "Disk" => "VirtualDisk",
            _ => name,
        });
    }
}
