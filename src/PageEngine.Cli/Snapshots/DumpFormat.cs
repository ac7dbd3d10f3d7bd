namespace PageEngine.Cli.Snapshots;

/// <summary>How a restored dump is laid out, by the words of the command line.</summary>
internal static class DumpFormat
{
    internal const string Auto = "auto";
    internal const string Raw = "raw";
    internal const string Elf = "elf";

    internal static IReadOnlyList<string> Words { get; } = [Auto, Raw, Elf];
}
