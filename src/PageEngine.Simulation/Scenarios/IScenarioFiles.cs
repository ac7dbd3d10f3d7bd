namespace PageEngine.Simulation;

/// <summary>Opens the files that a scenario names: page traces and memory dumps.</summary>
/// <remarks>The library opens no files itself; whoever reads a scenario says what its paths mean.</remarks>
public interface IScenarioFiles
{
    /// <summary>Opens a page trace; it is read to its end and closed.</summary>
    /// <param name="path">The path as the scenario has it.</param>
    /// <exception cref="IOException">It cannot be opened; the message says why.</exception>
    public Stream OpenTrace(string path);

    /// <summary>Opens a memory dump; it is read and closed.</summary>
    /// <param name="path">The path as the scenario has it.</param>
    /// <exception cref="IOException">It cannot be opened; the message says why.</exception>
    public PageSource OpenDump(string path);
}
