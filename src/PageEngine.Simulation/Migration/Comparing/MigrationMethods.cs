using System.Text.Json;
using System.Text.Json.Nodes;

namespace PageEngine.Simulation;

/// <summary>Makes methods of other methods.</summary>
/// <remarks>All members may be called on any thread.</remarks>
public static class MigrationMethods
{
    private const string KindKey = "method";

    /// <summary>
    /// A method of another kind that has everything in common with a method that both kinds have: limits, helpers.
    /// </summary>
    /// <remarks>
    /// What only the other kind has is as it is when nothing is said. A policy of one's own is left out.
    /// </remarks>
    /// <typeparam name="T">The other kind.</typeparam>
    /// <param name="basis">The method.</param>
    /// <exception cref="ArgumentException">The method makes no sense.</exception>
    public static T As<T>(this MigrationMethod basis)
        where T : MigrationMethod
    {
        ArgumentNullException.ThrowIfNull(basis);
        if (basis.FindMistake() is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(basis));
        }

        JsonObject from = JsonSerializer.SerializeToNode(basis, SpecJson.Default.MigrationMethod)!.AsObject();
        JsonObject to = SpecDefaults.Of(typeof(T)).DeepClone().AsObject();
        foreach ((string name, JsonNode? value) in from)
        {
            if (name != KindKey && to.ContainsKey(name))
            {
                to[name] = value?.DeepClone();
            }
        }

        return (T)to.Deserialize(SpecJson.Default.GetTypeInfo(typeof(T))!)!;
    }
}
