using System.CommandLine;

namespace PageEngine.Cli;

/// <summary>Writes to stderr, a line for each thing to say, each beginning with the name of the tool.</summary>
internal sealed class Messages(TextWriter error)
{
    private const string Tool = "pageengine";

    /// <summary>Says something, in one line whatever is in it.</summary>
    internal void Say(string text)
    {
        string line = string.Concat(
            text.ReplaceLineEndings(" ").Select(static letter => char.IsControl(letter) ? '?' : letter));
        error.WriteLine($"{Tool}: {line}");
        error.Flush();
    }

    /// <summary>Says something about a file or a process.</summary>
    internal void Say(string name, string text) => Say($"{name}: {text}");

    /// <summary>Says why a command line makes no sense, and where to read on.</summary>
    internal void SayBadUsage(Command command, string reason)
    {
        string words = string.Join(' ', WordsOf(command).Reverse());
        string name = command is RootCommand ? Tool : $"{Tool} {words}";
        string prefix = command is RootCommand ? "" : $"{words}: ";
        Say($"{prefix}{reason.TrimEnd('.')} (see {name} --help)");
    }

    private static IEnumerable<string> WordsOf(Command command)
    {
        for (Command? next = command; next is not null and not RootCommand;)
        {
            yield return next.Name;
            next = next.Parents.OfType<Command>().FirstOrDefault();
        }
    }
}
