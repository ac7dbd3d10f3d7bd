using System.Globalization;

namespace PageEngine.Simulation;

/// <summary>Ways to values in JSON, as people write them: <c>hosts[0].machines[2].memory</c>.</summary>
internal static class JsonPath
{
    /// <summary>A way and one step more: a name, or <c>[2]</c>.</summary>
    internal static string Join(string path, string step)
    {
        if (step.StartsWith('['))
        {
            return path + step;
        }

        bool isPlain = step.Length > 0
            && step.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '$');
        return !isPlain ? $"{path}[\"{step}\"]" : path.Length == 0 ? step : $"{path}.{step}";
    }

    /// <summary>The step to an element of a list.</summary>
    internal static string Step(int index) => string.Create(CultureInfo.InvariantCulture, $"[{index}]");

    /// <summary>Goes from a value along a way as far as there are values.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="path">The way, of plain names and places in lists.</param>
    /// <returns>The last value on the way, and the rest of the way behind it.</returns>
    internal static (JsonTree Node, string Ahead) Follow(JsonTree from, string path)
    {
        while (path.Length > 0)
        {
            int end = path.AsSpan(1).IndexOfAny('.', '[') + 1;
            string step = end == 0 ? path : path[..end];
            JsonTree? next = step.StartsWith('[') ? ItemOf(from, step) : from[step];
            if (next is null)
            {
                break;
            }

            from = next;
            path = end == 0 ? "" : path[end..].TrimStart('.');
        }

        return (from, path);
    }

    private static JsonTree? ItemOf(JsonTree list, string step)
    {
        int index = int.Parse(step[1..^1], NumberStyles.None, CultureInfo.InvariantCulture);
        return index < list.Items.Count ? list.Items[index] : null;
    }
}
