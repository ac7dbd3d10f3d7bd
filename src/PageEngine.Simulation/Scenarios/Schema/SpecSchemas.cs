using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace PageEngine.Simulation;

/// <summary>Schemas of specs, made from their types: each type once, units as texts with patterns, defaults, descriptions.</summary>
internal sealed class SpecSchemas
{
    /// <summary>The property of a disk that names another disk, which counts where nothing is said.</summary>
    internal const string PresetKey = "preset";

    private readonly Dictionary<Type, string> _keys = [];

    /// <summary>The schemas by the names that references use.</summary>
    internal JsonObject Definitions { get; } = [];

    /// <summary>A reference to one of the definitions.</summary>
    internal static JsonObject ReferenceTo(string key) => new() { ["$ref"] = $"#/$defs/{key}" };

    /// <summary>The schema of a quantity.</summary>
    internal static JsonObject Of(UnitFormat format, JsonNode? fallback = null, bool isNullable = false)
    {
        List<string> types = ["string"];
        if (format.NumberType is { } number)
        {
            types.Add(number);
        }

        if (isNullable)
        {
            types.Add("null");
        }

        JsonObject schema = new()
        {
            ["type"] = types.Count == 1 ? types[0] : new JsonArray([.. types.Select(static type => JsonValue.Create(type))]),
            ["pattern"] = format.Pattern,
            [SchemaWords.Unit] = format.Name,
            ["examples"] = new JsonArray(format.Example),
        };
        if (fallback is not null)
        {
            schema["default"] = fallback;
        }

        return schema;
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
        Describe(schema, SpecDescriptions.Of(type.Type));
        if (type.Type == typeof(StorageSpec))
        {
            schema["properties"]!.AsObject()[PresetKey] = Presets("The disk that counts where nothing is said here.");
        }

        Definitions[key] = schema;
    }

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (UnitOf(context) is { } format)
        {
            return Finish(context, Of(format, isNullable: IsNullable(context)));
        }

        if (schema is not JsonObject found)
        {
            return schema;
        }

        JsonTypeInfo type = context.TypeInfo;
        bool isPart = !context.Path.IsEmpty && context.BaseTypeInfo is null;
        if (isPart && type.Kind == JsonTypeInfoKind.Object)
        {
            found = ReferTo(type, IsNullable(context));
        }
        else
        {
            SetWidth(type.Type, found);
        }

        return Finish(context, found);
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

    /// <summary>Adds description and default to a property.</summary>
    private static JsonObject Finish(JsonSchemaExporterContext context, JsonObject schema)
    {
        if (context.BaseTypeInfo is not null)
        {
            Describe(schema, SpecDescriptions.Of(context.TypeInfo.Type));
        }

        if (context.PropertyInfo is not { } property)
        {
            return schema;
        }

        Describe(schema, SpecDescriptions.Of(property));
        if (!property.IsRequired && SpecDefaults.Of(property.DeclaringType)[property.Name] is JsonValue value)
        {
            schema["default"] = value.DeepClone();
        }

        return schema;
    }

    private static UnitFormat? UnitOf(JsonSchemaExporterContext context)
    {
        Type type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        return type == typeof(ByteSize) ? UnitFormat.Size
            : type == typeof(SimTime) ? UnitFormat.Time
            : (context.PropertyInfo?.CustomConverter as IUnitConverter)?.Format;
    }

    private static bool IsNullable(JsonSchemaExporterContext context) =>
        Nullable.GetUnderlyingType(context.TypeInfo.Type) is not null || context.PropertyInfo is { IsGetNullable: true };

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
        return JsonNamingPolicy.CamelCase.ConvertName(name == "Storage" ? "Disk" : name);
    }
}
