namespace PageEngine.Simulation;

/// <summary>What a node of a <see cref="JsonTree"/> is.</summary>
internal enum JsonTreeKind : byte
{
    /// <summary>Nothing.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A number, kept as it was written.</summary>
    Number,

    /// <summary>A text.</summary>
    String,

    /// <summary>A list.</summary>
    Array,

    /// <summary>Names with values.</summary>
    Object,
}
