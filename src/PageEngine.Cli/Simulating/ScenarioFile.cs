using PageEngine.Simulation;

namespace PageEngine.Cli.Simulating;

/// <summary>A scenario that was read from a file.</summary>
/// <param name="Path">The file, as it was named.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Scenario">What they say.</param>
internal sealed record ScenarioFile(string Path, byte[] Content, Scenario Scenario)
{
    /// <summary>Reads a scenario; what is wrong is said, a line each.</summary>
    /// <param name="path">The file.</param>
    /// <param name="messages">Takes what is wrong.</param>
    /// <param name="exitCode">What to answer to the shell when there is no scenario.</param>
    internal static ScenarioFile? Read(string path, Messages messages, out int exitCode)
    {
        exitCode = ExitCode.Failed;
        if (TryReadBytes(path, messages) is not { } content)
        {
            return null;
        }

        string name = System.IO.Path.GetFileNameWithoutExtension(path);
        ScenarioReading reading = ScenarioReader.Read(content, name, new ScenarioFiles(path, messages));
        foreach (ScenarioError note in reading.Errors.Concat(reading.Warnings))
        {
            messages.Say($"{path}:{note.Line}:{note.Column}", note.ToString());
        }

        exitCode = reading.Scenario is null ? ExitCode.BadUsage : ExitCode.Fine;
        return reading.Scenario is { } scenario ? new ScenarioFile(path, content, scenario) : null;
    }

    private static byte[]? TryReadBytes(string path, Messages messages)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            messages.Say(path, "no such file");
        }
        catch (UnauthorizedAccessException)
        {
            messages.Say(path, Directory.Exists(path) ? "this is a directory, not a scenario" : "permission denied");
        }
        catch (IOException exception)
        {
            messages.Say(path, exception.Message);
        }

        return null;
    }
}
