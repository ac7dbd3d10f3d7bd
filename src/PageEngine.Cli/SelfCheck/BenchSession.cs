using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using PageEngine.Cli.Commands;
using Spectre.Console;

namespace PageEngine.Cli.SelfCheck;

/// <summary>Measures this machine and what the engine makes of it, and writes the figures.</summary>
internal sealed class BenchSession(BenchRequest request, ToolContext context)
{
    private const int FigureCount = 9;

    private readonly List<BenchFigure> _figures = [];

    internal void Run()
    {
        context.Progress.Begin("measuring", FigureCount, static (done, _) => $"{done} of {FigureCount} figures");
        Measure();
        context.Progress.Wipe();
        if (request.AsJson)
        {
            WriteJson();
        }
        else
        {
            WriteTable();
        }
    }

    private void Measure()
    {
        PassTimer timer = new(context, request.SecondsPerFigure);
        context.Progress.Report(0);
        BenchMemory memory = new(request.Memory);
        Take(new MemoryFigures(memory, timer).Measure());
        using SharingFigures sharing = new(memory, timer);
        Take(sharing.Measure(_figures[0].Value));
        using DirtyFigures dirty = new(timer);
        Take(dirty.Measure());
        Take(new EventFigures(timer).Measure());
    }

    private void Take(IEnumerable<BenchFigure> figures)
    {
        foreach (BenchFigure figure in figures)
        {
            _figures.Add(figure);
            context.Progress.Report((ulong)_figures.Count);
        }
    }

    private bool AllAsExpected => _figures.TrueForAll(static figure => figure.IsAsExpected != false);

    private void WriteTable()
    {
        IAnsiConsole console = Tables.Open(context.Output);
        Table table = Tables.Make("", "this machine", "beside", "ratio", "expected", "");
        foreach (BenchFigure figure in _figures)
        {
            string sign = figure.LessIsBetter ? "at most" : "at least";
            string unit = figure.Ratio is null ? " " + figure.Unit : "";
            table.AddPlainRow(
                figure.Title,
                $"{Text(figure.Value)} {figure.Unit}",
                figure.LimitTitle,
                figure.Ratio is { } ratio ? Text(ratio) : "",
                figure.Expected is { } expected ? $"{sign} {Text(expected)}{unit}" : "",
                figure.IsAsExpected switch { true => "good", false => "short", null => "" });
        }

        console.WriteTable(
            $"{request.Memory} of pages on {Figures.Counted(Environment.ProcessorCount, "processor")}, one thread, medians", table);
        console.WriteLine(AllAsExpected
            ? "This machine does all that is expected."
            : "Something is short of what is expected. Other work on the machine is the usual reason; run it again alone.");
    }

    private void WriteJson()
    {
        BenchJson json = new(
            VersionLine.Version,
            RuntimeInformation.FrameworkDescription,
            Environment.ProcessorCount,
            request.Memory.Bytes,
            AllAsExpected,
            [.. _figures.Select(BenchFigureJson.Of)]);
        context.Output.WriteLine(JsonSerializer.Serialize(json, BenchJsonContext.Readable.BenchJson));
        context.Output.Flush();
    }

    /// <summary>Three digits that count.</summary>
    private static string Text(double value)
    {
        string format = Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.0", >= 1 => "0.00", _ => "0.000" };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
