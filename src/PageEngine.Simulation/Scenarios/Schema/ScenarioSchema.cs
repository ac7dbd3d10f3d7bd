using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PageEngine.Simulation;

/// <summary>The JSON schema of scenarios.</summary>
/// <remarks>
/// Hosts, machines and actions come from their types (<see cref="SpecSchemas"/>); what a scenario adds to them, so that
/// people need not repeat themselves, is put on top here.
/// </remarks>
public static class ScenarioSchema
{
    internal const string HostKey = "host";
    internal const string MachineKey = "machine";
    internal const string LinkKey = "link";
    internal const string BetweenKey = "between";

    private static readonly Lazy<JsonObject> Document = new(Build);
    private static readonly Lazy<SchemaNode> Compiled = new(static () => SchemaNode.Of(Document.Value));

    /// <summary>
    /// The schema as text, for editors: <c>"$schema": "schema.json"</c> in a scenario makes them help.
    /// </summary>
    public static string Text
    {
        get
        {
            using MemoryStream stream = new();
            JsonWriterOptions options = new()
            {
                Indented = true,
                NewLine = "\n",
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            };
            using (Utf8JsonWriter writer = new(stream, options))
            {
                Document.Value.WriteTo(writer);
            }

            return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
        }
    }

    /// <summary>The schema for the reader.</summary>
    internal static SchemaNode Root => Compiled.Value;

    private static JsonObject Build()
    {
        SpecSchemas specs = new();
        specs.Add(SpecJson.Default.HostSpec, HostKey);
        specs.Add(SpecJson.Default.VmSpec, MachineKey);
        specs.Add(SpecJson.Default.LinkSpec, LinkKey);
        specs.Add(SpecJson.Default.ScenarioAction, "action");
        AddSugar(specs.Definitions);
        specs.AddQuantities();
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "PageEngine scenario",
            ["description"] = "Hosts, the virtual machines on them, and what is done with them when.",
            ["type"] = "object",
            ["properties"] = RootProperties(),
            ["required"] = new JsonArray("duration", "hosts"),
            ["additionalProperties"] = false,
            ["$defs"] = specs.Definitions,
        };
    }

    private static JsonObject RootProperties() => new()
    {
        ["$schema"] = Described("Where this schema is, for editors.", AnyText()),
        ["name"] = Described("The name of the scenario; the name of the file when left out.", AnyText()),
        ["description"] = Described("What the scenario shows.", AnyText()),
        ["seed"] = Described(
            "The seed of every random stream.", new() { ["type"] = "integer", ["format"] = "uint64", ["default"] = 0 }),
        ["duration"] = Described(
            "How long it runs in simulated time, above 0.", SpecSchemas.ReferenceTo(UnitFormat.Time)),
        ["sampleInterval"] = Described(
            "The time between two samples of the series, above 0.", SpecSchemas.ReferenceTo(UnitFormat.Time, "1 s")),
        ["templates"] = Described(
            "Parts of machines by name; a machine with that template has them where it says nothing itself.",
            MapOf("machineTemplate")),
        ["hostTemplates"] = Described("The same for hosts.", MapOf("hostTemplate")),
        ["hosts"] = Described("The hosts.", ListOf(HostKey)),
        ["links"] = Described(
            "Links between hosts; hosts without one reach each other through their network cards alone.",
            ListOf(LinkKey)),
        ["actions"] = Described("What is done when.", ListOf("action")),
    };

    /// <summary>
    /// Adds what a scenario knows beyond the specs, and the templates: the same with nothing required.
    /// </summary>
    private static void AddSugar(JsonObject definitions)
    {
        JsonObject machine = definitions[MachineKey]!.AsObject();
        JsonObject sugar = machine["properties"]!.AsObject();
        sugar["count"] = Described(
            "How many such machines there are, 1 or more; with it they are called name-1, name-2 and so on.",
            new() { ["type"] = "integer", ["format"] = "int32" });
        sugar["start"] = Described(
            "When the machine starts; null when an action starts it, or nobody.",
            SpecSchemas.ReferenceTo(UnitFormat.Time, "0 s", isNullable: true));
        sugar["startEvery"] = Described(
            "With count: the time from the start of one machine to the start of the next.",
            SpecSchemas.ReferenceTo(UnitFormat.Time, "0 s"));
        JsonObject host = definitions[HostKey]!.AsObject();
        host["properties"]!.AsObject()["machines"] = Described("The virtual machines on the host.", ListOf(MachineKey));
        JsonObject link = definitions[LinkKey]!.AsObject();
        link["properties"]!.AsObject().Insert(0, BetweenKey, Described(
            "The names of the two hosts that it joins.",
            new() { ["type"] = "array", ["items"] = AnyText(), ["minItems"] = 2, ["maxItems"] = 2 }));
        link["required"] = new JsonArray(BetweenKey);
        AddTemplate(definitions, host, HostKey, "hostTemplates");
        AddTemplate(definitions, machine, MachineKey, "templates");
    }

    private static void AddTemplate(JsonObject definitions, JsonObject whole, string key, string list)
    {
        JsonObject template = whole.DeepClone().AsObject();
        template.Remove("required");
        template["properties"]!.AsObject().Remove("name");
        definitions[key + "Template"] = template;
        whole["properties"]!.AsObject()["template"] =
            Described($"The one of \"{list}\" that is taken where nothing is said here.", AnyText());
        whole["required"] = new JsonArray("name");
        whole["anyOf"] = new JsonArray(
            new JsonObject { ["required"] = new JsonArray("memory") },
            new JsonObject { ["required"] = new JsonArray("template") });
    }

    private static JsonObject AnyText() => new() { ["type"] = "string" };

    private static JsonObject Described(string description, JsonObject schema)
    {
        schema.Insert(0, "description", description);
        return schema;
    }

    private static JsonObject MapOf(string definition) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = SpecSchemas.ReferenceTo(definition),
    };

    private static JsonObject ListOf(string definition) => new()
    {
        ["type"] = "array",
        ["items"] = SpecSchemas.ReferenceTo(definition),
    };
}
