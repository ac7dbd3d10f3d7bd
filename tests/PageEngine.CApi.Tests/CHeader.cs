using System.Text.RegularExpressions;

namespace PageEngine.CApi.Tests;

/// <summary>What pageengine.h declares.</summary>
internal static partial class CHeader
{
    private static readonly string Text = File.ReadAllText(PublishedLibrary.Header);

    internal static IReadOnlyList<string> Functions { get; } =
        [.. FunctionName().Matches(Text).Select(static match => match.Groups[1].Value).Order(StringComparer.Ordinal)];

    /// <summary>The structs and their fields, in order.</summary>
    internal static IReadOnlyDictionary<string, string[]> Structs { get; } = StructBody().Matches(Text).ToDictionary(
        static match => match.Groups[1].Value,
        static match => FieldName().Matches(match.Groups[2].Value)
            .Select(static field => field.Groups[1].Value).ToArray());

    /// <summary>The named values, such as PE_OK.</summary>
    internal static IReadOnlyDictionary<string, int> Values { get; } = NamedValue().Matches(Text).ToDictionary(
        static match => match.Groups[1].Value, static match => int.Parse(match.Groups[2].Value));

    /// <summary><c>pe_host_options</c> as <c>HostOptions</c>.</summary>
    internal static string PascalOf(string name) =>
        string.Concat(name.Split('_')
            .Select(static word => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));

    [GeneratedRegex(@"^[a-z][\w ]*[ *](pe_\w+)\(", RegexOptions.Multiline)]
    private static partial Regex FunctionName();

    [GeneratedRegex(@"typedef struct (pe_\w+) \{\n(.*?)\n\}", RegexOptions.Singleline)]
    private static partial Regex StructBody();

    [GeneratedRegex(@"^    [\w ]+[ *](\w+);", RegexOptions.Multiline)]
    private static partial Regex FieldName();

    [GeneratedRegex(@"^\s+(PE_\w+) = (\d+)", RegexOptions.Multiline)]
    private static partial Regex NamedValue();
}
