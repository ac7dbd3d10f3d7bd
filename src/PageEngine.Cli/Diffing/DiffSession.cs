using PageEngine.Cli.Scanning;
using PageEngine.Images;
using Spectre.Console;

namespace PageEngine.Cli.Diffing;

/// <summary>One comparison from the files to the result.</summary>
internal sealed class DiffSession(DiffRequest request, ToolContext context)
{
    /// <summary>Opens, compares, searches and writes.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal int Run()
    {
        long start = context.Clock.GetTimestamp();
        using MemoryImage? old = TryOpen(request.Old);
        using MemoryImage? changed = TryOpen(request.New);
        if (old is null || changed is null)
        {
            return ExitCode.Failed;
        }

        DumpComparison comparison = new(old, changed);
        if (comparison.Match.Pages == 0)
        {
            context.Messages.Say($"{request.Old} and {request.New} have no address in common: nothing was compared");
        }

        try
        {
            comparison.Run(request.Workers, context.Progress, context.Cancellation);
            HeldPages held = HeldPages.Count(old, changed, comparison, request.Workers, context);
            Write(new DiffResult(request, comparison, held, context.SecondsSince(start)));
            return ExitCode.Fine;
        }
        catch (PageSourceException exception)
        {
            context.Progress.Wipe();
            context.Messages.Say(exception.Message);
            return ExitCode.Failed;
        }
    }

    private MemoryImage? TryOpen(string path)
    {
        try
        {
            return ScanInputs.OpenImage(path, request.AsRaw, context.Messages);
        }
        catch (PageSourceException exception)
        {
            context.Messages.Say(exception.Message);
            return null;
        }
    }

    private void Write(DiffResult result)
    {
        if (request.AsJson)
        {
            DiffJson.Write(result, context.Output);
            return;
        }

        IAnsiConsole console = Tables.Open(context.Output);
        DiffTables.Write(result, console);
        console.WriteLine("Compared " + Figures.Speed(result.Comparison.Match.Pages, result.Seconds));
    }
}
