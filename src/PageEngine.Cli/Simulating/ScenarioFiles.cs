using PageEngine.Cli.Scanning;
using PageEngine.Simulation;

namespace PageEngine.Cli.Simulating;

/// <summary>Opens what a scenario names; paths count from the directory of the scenario.</summary>
internal sealed class ScenarioFiles(string scenarioPath, Messages messages) : IScenarioFiles
{
    private readonly string _directory = Path.GetDirectoryName(Path.GetFullPath(scenarioPath)) ?? "";

    /// <inheritdoc/>
    public Stream OpenTrace(string path)
    {
        string file = Path.Combine(_directory, path);
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception exception)
            when (exception is UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"{file}: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public PageSource OpenDump(string path) =>
        ScanInputs.OpenImage(Path.Combine(_directory, path), asRaw: false, messages);
}
