using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PageEngine.Simulation;

/// <summary>
/// Finds the values that a spec refuses to be made with: types that check what they are given stop at the first one.
/// </summary>
internal static class SpecFaults
{
    private static readonly JsonSerializerOptions Options = SpecJson.Default.Options;

    /// <summary>Adds an error at each value that the spec, or one in it, refuses.</summary>
    internal static void AddTo(ScenarioErrors errors, JsonTree node, JsonTypeInfo type)
    {
        type = SpecFiller.KindOf(node, type);
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (node[NamedUnits.NameOf(property)] is not { } value)
            {
                continue;
            }

            if (value.Kind == JsonTreeKind.Object)
            {
                Type inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                AddTo(errors, value, Options.GetTypeInfo(inner));
            }
            else if (ReasonAgainst(node, value, property, type) is { } reason)
            {
                errors.Add(value, $"is {value}, but {reason}");
            }
        }
    }

    private static string? ReasonAgainst(JsonTree node, JsonTree value, JsonPropertyInfo property, JsonTypeInfo type)
    {
        JsonTree alone = new(JsonTreeKind.Object, "", node.Offset, null, "");
        alone.Add(NamedUnits.NameOf(property), value.Offset, value);
        try
        {
            SpecFiller.Make(alone, type);
            return null;
        }
        catch (JsonException)
        {
            // Without its neighbours it is not complete; that it was refused could not be said.
            return null;
        }
        catch (ArgumentException exception)
        {
            return Limits(exception.Message);
        }
    }

    /// <summary>
    /// The limits in the words of the exception: <c>value ('200') must be less than or equal to '99'.</c>
    /// </summary>
    private static string Limits(string message)
    {
        int begin = message.IndexOf("must be ", StringComparison.Ordinal);
        int end = begin < 0 ? -1 : message.IndexOf(". (", begin, StringComparison.Ordinal);
        return end < 0 ? "that is out of its range" : message[begin..end].Replace("'", "", StringComparison.Ordinal);
    }
}
