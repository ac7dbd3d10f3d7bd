using System.Globalization;

namespace PageEngine.Simulation;

/// <summary>Holds JSON to a schema and collects everything that does not fit, with reasons for people.</summary>
/// <param name="errors">Takes what does not fit.</param>
internal sealed class SchemaValidator(ScenarioErrors errors)
{
    /// <summary>Checks a value and everything in it.</summary>
    /// <param name="node">The value.</param>
    /// <param name="schema">What it should be.</param>
    internal void Check(JsonTree node, SchemaNode schema)
    {
        schema = schema.Resolved;
        if (schema.Unit is { } unit)
        {
            CheckQuantity(node, schema, unit);
        }
        else if (schema.Discriminator is { } discriminator)
        {
            CheckKind(node, schema, discriminator);
        }
        else if (schema.AnyOf.Count > 0 && schema.Properties.Count == 0)
        {
            CheckChoice(node, schema);
        }
        else if (schema.Values.Count > 0)
        {
            CheckName(node, schema);
        }
        else if (!schema.Types.Any(type => IsOf(node, type)))
        {
            errors.Add(node, $"is {node}, but must be {Describe(schema)}");
        }
        else
        {
            CheckInside(node, schema);
        }
    }

    private void CheckInside(JsonTree node, SchemaNode schema)
    {
        switch (node.Kind)
        {
            case JsonTreeKind.Object:
                CheckProperties(node, schema, schema);
                break;
            case JsonTreeKind.Array when schema.Items is { } items:
                foreach (JsonTree item in node.Items)
                {
                    Check(item, items);
                }

                break;
            case JsonTreeKind.Number when schema.Width is { } width && !Fits(node.Text, width):
                errors.Add(node, $"is {node}, but that does not fit {DescribeWidth(width)}");
                break;
        }
    }

    private void CheckQuantity(JsonTree node, SchemaNode schema, UnitFormat unit)
    {
        string reason = node.Kind switch
        {
            JsonTreeKind.String => unit.ReasonAgainst(node.Text),
            JsonTreeKind.Null when schema.Types.Contains("null") => "",
            JsonTreeKind.Number when unit.NumberType is { } type && IsOf(node, type) =>
                Fits(node.Text, type == "integer" ? "int64" : "double") ? "" : $"must be {unit.Expected}",
            JsonTreeKind.Number when unit.NumberType is null =>
                $"has no unit: \"{node.Text}{unit.Example[unit.Example.IndexOf(' ', StringComparison.Ordinal)..]}\"?",
            _ => $"must be {unit.Expected}",
        };
        if (reason.Length > 0)
        {
            errors.Add(node, $"is {node}, but {reason}");
        }
    }

    /// <summary>Of several kinds of object, each with a name, the one that the object says it is.</summary>
    private void CheckKind(JsonTree node, SchemaNode schema, string discriminator)
    {
        if (node.Kind != JsonTreeKind.Object)
        {
            errors.Add(node, $"is {node}, but must be an object with a \"{discriminator}\"");
            return;
        }

        List<string> kinds = [.. schema.AnyOf.Select(choice => choice.ConstantOf(discriminator)!)];
        JsonTree? said = node[discriminator];
        int index = said is { Kind: JsonTreeKind.String } ? kinds.IndexOf(said.Text) : -1;
        if (index >= 0)
        {
            CheckProperties(node, schema.AnyOf[index], schema);
            return;
        }

        string known = string.Join(", ", kinds.Select(static kind => $"\"{kind}\""));
        if (said is null)
        {
            errors.Add(node, $"has no \"{discriminator}\": one of {known}");
        }
        else
        {
            errors.Add(said, $"is {said}, but must be one of {known}{Spelling.DidYouMean(said.Text, kinds)}");
        }
    }

    private void CheckChoice(JsonTree node, SchemaNode schema)
    {
        SchemaNode? fitting = schema.AnyOf.Select(static choice => choice.Resolved).FirstOrDefault(choice =>
            choice.Values.Count > 0 ? node.Kind == JsonTreeKind.String : choice.Types.Any(type => IsOf(node, type)));
        if (fitting is null)
        {
            errors.Add(node, $"is {node}, but must be {string.Join(" or ", schema.AnyOf.Select(Describe))}");
        }
        else if (node.Kind != JsonTreeKind.Null)
        {
            Check(node, fitting);
        }
    }

    private void CheckName(JsonTree node, SchemaNode schema)
    {
        if (node.Kind != JsonTreeKind.String || !schema.Values.Contains(node.Text))
        {
            string hint = node.Kind == JsonTreeKind.String ? Spelling.DidYouMean(node.Text, schema.Values) : "";
            errors.Add(node, $"is {node}, but must be {Describe(schema)}{hint}");
        }
    }

    private void CheckProperties(JsonTree node, SchemaNode schema, SchemaNode outer)
    {
        foreach (JsonTreeProperty property in node.Properties)
        {
            if (schema.Properties.TryGetValue(property.Name, out SchemaNode? inner))
            {
                if (inner.Constant is null)
                {
                    Check(property.Value, inner);
                }
            }
            else if (schema.Others is { } others)
            {
                Check(property.Value, others);
            }
            else if (schema.Closed)
            {
                string hint = Spelling.DidYouMean(property.Name, schema.Properties.Keys);
                errors.Add(property.NameOffset, property.Value.Path, $"is not known{hint}");
            }
        }

        CheckRequired(node, schema.Required);
        if (outer != schema)
        {
            CheckRequired(node, outer.Required);
        }
    }

    private void CheckRequired(JsonTree node, IReadOnlyList<string> required)
    {
        foreach (string name in required)
        {
            if (node[name] is null)
            {
                errors.Add(node.Offset, JsonPath.Join(node.Path, name), "is missing");
            }
        }
    }

    private static bool IsOf(JsonTree node, string type) => (node.Kind, type) switch
    {
        (JsonTreeKind.Null, "null") => true,
        (JsonTreeKind.Boolean, "boolean") => true,
        (JsonTreeKind.Number, "number") => true,
        (JsonTreeKind.Number, "integer") => !node.Text.AsSpan(1).ContainsAnyExceptInRange('0', '9'),
        (JsonTreeKind.String, "string") => true,
        (JsonTreeKind.Array, "array") => true,
        (JsonTreeKind.Object, "object") => true,
        _ => false,
    };

    private static bool Fits(string number, string width) => width switch
    {
        "int32" => int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "int64" => long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "uint64" => ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        _ => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value),
    };

    private static string DescribeWidth(string width) => width switch
    {
        "int32" => "32 bits",
        "uint64" => "64 bits without a sign",
        _ => "64 bits",
    };

    private static string Describe(SchemaNode schema)
    {
        schema = schema.Resolved;
        return schema.Values.Count > 0
            ? $"one of {string.Join(", ", schema.Values.Select(static value => $"\"{value}\""))}"
            : string.Join(" or ", schema.Types.Select(DescribeType));
    }

    private static string DescribeType(string type) => type switch
    {
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "a text",
        "boolean" => "true or false",
        "array" => "a list",
        "null" => "null",
        _ => "an object",
    };
}
