using System.CommandLine;
using System.CommandLine.Invocation;
using PageEngine.Cli.Commands;

namespace PageEngine.Cli;

/// <summary>The entry of the tool: parses, runs, and turns whatever goes wrong into a line and an exit code.</summary>
internal static class Program
{
    internal static int Main(string[] args)
    {
        using Interruption interruption = new();
        bool isTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        TextWriter? bar = isTerminal ? Console.Error : null;
        int exitCode = Run(args, Console.Out, Console.Error, bar, interruption.Token);
        return interruption.ExitCode != 0 ? interruption.ExitCode : exitCode;
    }

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The words after the name of the tool.</param>
    /// <param name="output">Takes results.</param>
    /// <param name="error">Takes everything else.</param>
    /// <param name="terminal">Takes the progress bar; null for none.</param>
    /// <param name="cancellation">Asks the run to end soon.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal static int Run(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, TextWriter? terminal = null,
        CancellationToken cancellation = default)
    {
        Messages messages = new(error);
        try
        {
            using ProgressLine progress = new(terminal, TimeProvider.System);
            ToolContext context = new()
            {
                Output = output,
                Messages = messages,
                Progress = progress,
                Cancellation = cancellation,
            };
            return Invoke(CommandTree.Build(context, args), args, context, error);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (OutOfMemoryException exception)
        {
            messages.Say($"not enough memory: {exception.Message}");
            return ExitCode.Failed;
        }
        catch (Exception exception)
        {
            string kind = exception is IOException ? "" : $"{exception.GetType().Name}: ";
            messages.Say(kind + exception.Message);
            return ExitCode.Failed;
        }
    }

    private static int Invoke(RootCommand root, IReadOnlyList<string> args, ToolContext context, TextWriter error)
    {
        // A path may begin with @, so response files are off.
        ParseResult parse = root.Parse(
            args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parse.Action is null or ParseErrorAction)
        {
            string reason = parse.CommandResult.Command == root && parse.UnmatchedTokens.Count > 0
                ? $"there is no command '{parse.UnmatchedTokens[0]}'"
                : parse.Errors.Count > 0 ? parse.Errors[0].Message : "a command is missing";
            context.Messages.SayBadUsage(parse.CommandResult.Command, reason);
            return ExitCode.BadUsage;
        }

        return parse.Invoke(new InvocationConfiguration
        {
            Output = context.Output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }
}
