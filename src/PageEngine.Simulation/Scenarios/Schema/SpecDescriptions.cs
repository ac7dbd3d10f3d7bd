using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace PageEngine.Simulation;

/// <summary>
/// What types and properties of specs mean: the summaries of their docs, kept as a resource of the library.
/// </summary>
/// <remarks>A test holds the resource to the docs, and writes it anew when asked to.</remarks>
internal static class SpecDescriptions
{
    private static readonly Lazy<JsonObject> All = new(Load);

    /// <summary>What a type is.</summary>
    internal static string? Of(Type type) => All.Value[type.Name]?.GetValue<string>();

    /// <summary>What a property is.</summary>
    internal static string? Of(JsonPropertyInfo property) =>
        All.Value[$"{property.DeclaringType.Name}.{property.Name}"]?.GetValue<string>();

    private static JsonObject Load()
    {
        const string Resource = "PageEngine.Simulation.descriptions.json";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        return JsonNode.Parse(stream, documentOptions: new JsonDocumentOptions())!.AsObject();
    }
}
