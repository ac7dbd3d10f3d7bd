using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PageEngine.Cli.Commands;

/// <summary>Help that ends with what a reader should know, and with examples.</summary>
/// <param name="help">Writes usage, arguments and options.</param>
/// <param name="details">The end, for each command.</param>
internal sealed class TeachingHelp(HelpAction help, IReadOnlyDictionary<Command, string> details) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int result = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(details[parseResult.CommandResult.Command]);
        return result;
    }
}
