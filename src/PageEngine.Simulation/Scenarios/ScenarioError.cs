namespace PageEngine.Simulation;

/// <summary>Something that is wrong in a scenario.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Path">
/// The way to the value: <c>hosts[0].machines[2].memory</c>; empty for the scenario as a whole.
/// </param>
/// <param name="Line">The line in the text, from 1.</param>
/// <param name="Column">The character in the line, from 1.</param>
/// <param name="Reason">What is wrong and what would be right, to be read behind the path.</param>
public sealed record ScenarioError(string Path, int Line, int Column, string Reason)
{
    /// <summary>The error in one line, without the place.</summary>
    public override string ToString() => Path.Length == 0 ? Reason : $"{Path} {Reason}";
}
