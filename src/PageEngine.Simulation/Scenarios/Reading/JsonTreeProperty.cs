namespace PageEngine.Simulation;

/// <summary>A property of an object in a <see cref="JsonTree"/>.</summary>
/// <param name="Name">The name.</param>
/// <param name="NameOffset">Where the name begins, in bytes.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonTreeProperty(string Name, int NameOffset, JsonTree Value);
