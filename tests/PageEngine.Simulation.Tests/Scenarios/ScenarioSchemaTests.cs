using System.Text.Json.Nodes;
using PageEngine.TestSupport;

namespace PageEngine.Simulation.Tests;

public sealed class ScenarioSchemaTests
{
    [Fact]
    public void The_file_in_the_repository_is_what_the_library_says()
    {
        string path = Repository.PathOf("scenarios/schema.json");
        if (SpecDescriptionsTests.Writes)
        {
            File.WriteAllText(path, ScenarioSchema.Text);
        }

        Assert.Equal(File.ReadAllText(path), ScenarioSchema.Text);
    }

    [Fact]
    public void Every_property_is_described_and_no_schema_accepts_everything()
    {
        Visit(JsonNode.Parse(ScenarioSchema.Text)!, "#");

        static void Visit(JsonNode node, string path)
        {
            foreach ((string name, JsonNode? property) in (node as JsonObject)?["properties"]?.AsObject() ?? [])
            {
                Assert.True(property is JsonObject, $"{path}/{name} is no schema");
                Assert.True(property["const"] is not null || property["description"] is not null, $"{path}/{name} is not described");
            }

            foreach ((string name, JsonNode? child) in node as JsonObject ?? [])
            {
                if (child is JsonObject or JsonArray)
                {
                    Visit(child, $"{path}/{name}");
                }
            }

            foreach (JsonNode? item in node as JsonArray ?? [])
            {
                if (item is JsonObject)
                {
                    Visit(item, $"{path}/…");
                }
            }
        }
    }
}
