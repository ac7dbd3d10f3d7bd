using System.Diagnostics;
using System.Globalization;

namespace PageEngine.Benchmarks.Table;

/// <summary>What one run of a peer printed, or why it did not run.</summary>
/// <param name="Values">The <c>key=value</c> lines.</param>
/// <param name="Missing">The reason in one line when there are no values.</param>
internal sealed record PeerResult(IReadOnlyDictionary<string, string> Values, string? Missing)
{
    /// <summary>A number that the peer printed; not a number when it printed none.</summary>
    internal double this[string key] =>
        Values.TryGetValue(key, out string? text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : double.NaN;

    internal static PeerResult None(string reason) => new(new Dictionary<string, string>(), reason);
}

/// <summary>Runs the programs of <c>bench/peers</c>.</summary>
internal sealed class PeerRunner(string directory)
{
    private const int SkippedExitCode = 77;

    internal PeerResult Run(string name, params string[] arguments)
    {
        string program = Path.GetFullPath(Path.Combine(directory, name));
        if (!File.Exists(program))
            return PeerResult.None($"{name} is not built (make -C bench/peers)");
        return RunProgram(program, arguments);
    }

    internal static PeerResult RunProgram(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (process.ExitCode == SkippedExitCode)
            return PeerResult.None(lines.LastOrDefault() ?? "skipped without a word");
        if (process.ExitCode != 0)
        {
            string reason = errors.Result.Trim().ReplaceLineEndings(" ");
            string name = Path.GetFileName(program);
            return PeerResult.None($"{name} failed with {process.ExitCode}: {reason}");
        }

        return new PeerResult(Parse(lines), null);
    }

    private static Dictionary<string, string> Parse(string[] lines)
    {
        var values = new Dictionary<string, string>();
        foreach (string line in lines)
        {
            int equals = line.IndexOf('=');
            if (equals > 0)
                values[line[..equals]] = line[(equals + 1)..];
        }

        return values;
    }
}
