using System.Text;

namespace PageEngine.Simulation;

/// <summary>Collects what is wrong in a scenario, with the places in its text.</summary>
internal sealed class ScenarioErrors(byte[] text)
{
    /// <summary>The most errors that are kept; whoever has more begins with these.</summary>
    internal const int Most = 200;

    private readonly HashSet<(int Offset, string Path, string Reason)> _known = [];
    private readonly List<(int Offset, string Path, string Reason)> _found = [];

    internal int Count => _found.Count;

    /// <summary>Whether something is wrong with this very value.</summary>
    internal bool HasErrorAt(JsonTree node) => _found.Exists(error => error.Offset == node.Offset);

    /// <summary>Adds an error at a value.</summary>
    internal void Add(JsonTree node, string reason) => Add(node.Offset, node.Path, reason);

    /// <summary>Adds an error; one that was found before, because a template is used twice, is the same.</summary>
    internal void Add(int offset, string path, string reason)
    {
        if (_found.Count < Most && _known.Add((offset, path, reason)))
        {
            _found.Add((offset, path, reason));
        }
    }

    /// <summary>The errors in the order of the text.</summary>
    internal IReadOnlyList<ScenarioError> ToList()
    {
        List<int> lines = LinesOf(text);
        return
        [
            .. _found.OrderBy(static error => error.Offset)
                .Select(error => ToError(lines, error.Offset, error.Path, error.Reason)),
        ];
    }

    private ScenarioError ToError(List<int> lines, int offset, string path, string reason)
    {
        int line = lines.BinarySearch(offset);
        line = line < 0 ? ~line - 1 : line;
        int column = Encoding.UTF8.GetCharCount(text, lines[line], offset - lines[line]) + 1;
        return new ScenarioError(path, line + 1, column, reason);
    }

    private static List<int> LinesOf(ReadOnlySpan<byte> text)
    {
        List<int> lines = [0];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'\n')
            {
                lines.Add(i + 1);
            }
        }

        return lines;
    }
}
