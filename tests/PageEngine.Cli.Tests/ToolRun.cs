using System.Text.Json;
using System.Text.RegularExpressions;
using PageEngine.Cli.Scanning;

namespace PageEngine.Cli.Tests;

/// <summary>One run of the tool inside the test: what it answered and what it wrote.</summary>
internal sealed partial record ToolRun(int ExitCode, string Output, string Error)
{
    internal static ToolRun Of(params string[] args) => Of(CancellationToken.None, args);

    internal static ToolRun Of(CancellationToken cancellation, params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = Program.Run(args, output, error, terminal: null, cancellation);
        return new ToolRun(exitCode, output.ToString(), error.ToString()).WithoutTraces();
    }

    /// <summary>Scans images that the test made itself.</summary>
    internal static ToolRun OfScan(ScanRequest request, params List<ScanInput> inputs)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using ProgressLine progress = new(null, TimeProvider.System);
        ToolContext context = new() { Output = output, Messages = new Messages(error), Progress = progress };
        int exitCode = new ScanSession(request, context).Run(inputs, allGood: true, start: 0);
        return new ToolRun(exitCode, output.ToString(), error.ToString()).WithoutTraces();
    }

    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>The lines on stderr.</summary>
    internal string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whatever happens, users see lines that begin with the tool's name and never a stack trace.</summary>
    private ToolRun WithoutTraces()
    {
        Assert.All(ErrorLines, static line => Assert.StartsWith("pageengine: ", line));
        Assert.DoesNotMatch(StackTrace(), Output + Error);
        return this;
    }

    [GeneratedRegex(@"(^|\n)\s+at \S|Exception|\.cs:line")]
    private static partial Regex StackTrace();
}
