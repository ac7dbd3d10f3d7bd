namespace PageEngine.Simulation;

/// <summary>JSON that knows where it stands in its text, so that every mistake can be shown there.</summary>
/// <remarks>
/// An object can be laid over another (<see cref="Over"/>); the values that it takes over still say where they were
/// written. Immutable but for <see cref="Add"/> while it is built.
/// </remarks>
/// <param name="kind">What the value is.</param>
/// <param name="text">The text of a string, or a number, true or false as written; else empty.</param>
/// <param name="offset">Where the value begins, in bytes.</param>
/// <param name="parent">What the value stands in; null for the root.</param>
/// <param name="step">The name of the property whose value it is, or its place in a list: <c>[2]</c>.</param>
internal sealed class JsonTree(JsonTreeKind kind, string text, int offset, JsonTree? parent, string step)
{
    private readonly List<JsonTreeProperty> _properties = [];
    private readonly List<JsonTree> _items = [];
    private Dictionary<string, int>? _names;

    internal JsonTreeKind Kind => kind;

    /// <summary>The text of a string, or a number, true or false as written; else empty.</summary>
    internal string Text => text;

    /// <summary>Where the value begins, in bytes.</summary>
    internal int Offset => offset;

    /// <summary>What the value stands in; null for the root.</summary>
    internal JsonTree? Parent => parent;

    /// <summary>The properties of an object, in the order in which they were written.</summary>
    internal IReadOnlyList<JsonTreeProperty> Properties => _properties;

    /// <summary>The elements of a list.</summary>
    internal IReadOnlyList<JsonTree> Items => _items;

    /// <summary>The way from the root: <c>hosts[0].machines[2].memory</c>; empty for the root.</summary>
    internal string Path => parent is null ? "" : JsonPath.Join(parent.Path, step);

    /// <summary>The value of a property; null when it is not there.</summary>
    internal JsonTree? this[string name] =>
        _names is not null && _names.TryGetValue(name, out int index) ? _properties[index].Value : null;

    /// <summary>Adds a property or, to a list, an element. False when the name is there already.</summary>
    internal bool Add(string name, int nameOffset, JsonTree value)
    {
        if (kind == JsonTreeKind.Array)
        {
            _items.Add(value);
            return true;
        }

        _names ??= new Dictionary<string, int>(StringComparer.Ordinal);
        if (!_names.TryAdd(name, _properties.Count))
        {
            return false;
        }

        _properties.Add(new JsonTreeProperty(name, nameOffset, value));
        return true;
    }

    /// <summary>
    /// An object with the properties of both; where both have one, this one's counts, and objects in it likewise.
    /// </summary>
    internal JsonTree Over(JsonTree below)
    {
        if (kind != JsonTreeKind.Object || below.Kind != JsonTreeKind.Object)
        {
            return this;
        }

        JsonTree both = new(kind, text, offset, parent, step);
        foreach (JsonTreeProperty property in _properties)
        {
            JsonTree value = below[property.Name] is { } other ? property.Value.Over(other) : property.Value;
            both.Add(property.Name, property.NameOffset, value);
        }

        foreach (JsonTreeProperty property in below._properties)
        {
            both.Add(property.Name, property.NameOffset, property.Value);
        }

        return both;
    }

    /// <summary>The same object without some of its properties.</summary>
    internal JsonTree Without(params ReadOnlySpan<string> names)
    {
        JsonTree rest = new(kind, text, offset, parent, step);
        foreach (JsonTreeProperty property in _properties)
        {
            if (!names.Contains(property.Name))
            {
                rest.Add(property.Name, property.NameOffset, property.Value);
            }
        }

        return rest;
    }

    /// <summary>The values in this one, itself among them.</summary>
    internal int CountNodes() =>
        1 + _properties.Sum(static property => property.Value.CountNodes())
        + _items.Sum(static item => item.CountNodes());

    /// <summary>The value as a message can say it.</summary>
    public override string ToString() => kind switch
    {
        JsonTreeKind.Null => "null",
        JsonTreeKind.String => $"\"{Shorten(text)}\"",
        JsonTreeKind.Array => "a list",
        JsonTreeKind.Object => "an object",
        _ => Shorten(text),
    };

    private static string Shorten(string text)
    {
        const int Most = 60;
        return text.Length <= Most ? text : text[..Most] + "…";
    }
}
