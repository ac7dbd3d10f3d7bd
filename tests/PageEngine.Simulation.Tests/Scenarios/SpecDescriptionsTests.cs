using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;
using PageEngine.TestSupport;

namespace PageEngine.Simulation.Tests;

/// <summary>What the schema says about a property is the summary of its doc.</summary>
/// <remarks>
/// The docs are no part of the library, so the summaries are kept as a resource. With PAGEENGINE_WRITE_SCHEMA=1 in the
/// environment these tests write the resource anew; build and run them once more to write the schema from it.
/// </remarks>
public sealed class SpecDescriptionsTests
{
    internal static readonly bool Writes = Environment.GetEnvironmentVariable("PAGEENGINE_WRITE_SCHEMA") == "1";

    [Fact]
    public void The_resource_holds_the_summaries_of_the_docs()
    {
        string path = Repository.PathOf("src/PageEngine.Simulation/Scenarios/Schema/descriptions.json");
        string expected = Describe();
        if (Writes)
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path));
    }

    [Fact]
    public void Every_type_in_a_scenario_has_defaults()
    {
        foreach (Type type in SpecDefaults.Types)
        {
            foreach (JsonPropertyInfo property in SpecJson.Default.GetTypeInfo(type)!.Properties.Where(static property => property.Get is not null))
            {
                JsonTypeInfo inner = SpecJson.Default.GetTypeInfo(property.PropertyType)!;
                inner = inner.ElementType is { } element ? SpecJson.Default.GetTypeInfo(element)! : inner;
                if (inner.Kind == JsonTypeInfoKind.Object)
                {
                    Type[] kinds = inner.PolymorphismOptions is { } options
                        ? [.. options.DerivedTypes.Select(static derived => derived.DerivedType)]
                        : [inner.Type];
                    Assert.All(kinds, kind => Assert.Contains(kind, SpecDefaults.Types));
                }
            }
        }
    }

    private static string Describe()
    {
        Dictionary<string, XElement> members = new[] { "PageEngine.Simulation.xml", "PageEngine.Migration.xml" }
            .SelectMany(static name => XElement.Load(Path.Combine(AppContext.BaseDirectory, name)).Descendants("member"))
            .ToDictionary(static member => (string)member.Attribute("name")!);
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (Type type in SpecDefaults.Types)
        {
            found[type.Name] = TextOf(members[$"T:{type.FullName}"].Element("summary")!);
            foreach (JsonPropertyInfo property in SpecJson.Default.GetTypeInfo(type)!.Properties)
            {
                if (property.Get is not null && property.AttributeProvider is PropertyInfo member)
                {
                    found[$"{member.DeclaringType!.Name}.{property.Name}"] = TextOf(DocOf(members, member));
                }
            }
        }

        JsonObject json = [];
        foreach ((string key, string text) in found)
        {
            json[key] = text;
        }

        return json.ToJsonString(new JsonSerializerOptions
        {
            WriteIndented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }) + "\n";
    }

    /// <summary>The summary of a property, or the text of the parameter that the property was made from.</summary>
    private static XElement DocOf(Dictionary<string, XElement> members, PropertyInfo property)
    {
        string type = property.DeclaringType!.FullName!;
        return members.TryGetValue($"P:{type}.{property.Name}", out XElement? own) && own.Element("summary") is { } summary
            ? summary
            : members[$"T:{type}"].Elements("param").Single(param => (string)param.Attribute("name")! == property.Name);
    }

    private static string TextOf(XElement element)
    {
        IEnumerable<string> parts = element.Nodes().Select(static node => node switch
        {
            XElement { Name.LocalName: "see" } see => JsonNamingPolicy.CamelCase.ConvertName(((string)see.Attribute("cref")!).Split('.')[^1]),
            XElement other => other.Value,
            _ => node.ToString(),
        });
        return string.Join(' ', string.Concat(parts).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
