namespace PageEngine.Simulation;

/// <summary>Words of the schema that JSON schema does not have.</summary>
internal static class SchemaWords
{
    /// <summary>Says which quantity a value is: the name of a <see cref="UnitFormat"/>.</summary>
    internal const string Unit = "x-unit";
}
