namespace PageEngine.Simulation;

/// <summary>Reads scenarios from JSON.</summary>
/// <remarks>
/// The text is UTF-8 and fits <see cref="ScenarioSchema"/>; comments and trailing commas are read over. It may have
/// 4 MiB and 200 000 values. Whatever it is, it is read or refused with reasons: nothing in it makes the reader throw.
/// Thread-safe.
/// </remarks>
public static class ScenarioReader
{
    /// <summary>Reads a scenario.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The name of a scenario that has none in its text.</param>
    /// <param name="files">
    /// Opens the traces and dumps that the scenario names; null to refuse scenarios that name any.
    /// </param>
    public static ScenarioReading Read(ReadOnlySpan<byte> text, string name, IScenarioFiles? files = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] copy = text.ToArray();
        ScenarioErrors errors = new(copy);
        ScenarioErrors warnings = new(copy);
        Scenario? scenario = null;
        if (JsonTreeParser.Parse(copy, errors) is { } root)
        {
            new SchemaValidator(errors).Check(root, ScenarioSchema.Root);
            if (errors.Count == 0)
            {
                ScenarioContents contents = new(files, errors, warnings);
                contents.Load(root);
                scenario = new ScenarioBuilder(contents, errors).Build(root, name);
            }
        }

        return new ScenarioReading
        {
            Scenario = errors.Count == 0 ? scenario : null,
            Errors = errors.ToList(),
            Warnings = warnings.ToList(),
        };
    }

    /// <summary>Reads a scenario to the end of a stream.</summary>
    /// <param name="stream">The text; it stays open.</param>
    /// <param name="name">The name of a scenario that has none in its text.</param>
    /// <param name="files">
    /// Opens the traces and dumps that the scenario names; null to refuse scenarios that name any.
    /// </param>
    /// <exception cref="IOException">The stream could not be read.</exception>
    public static ScenarioReading Read(Stream stream, string name, IScenarioFiles? files = null)
    {
        ArgumentNullException.ThrowIfNull(stream);

        // One byte more than is allowed is enough to refuse a text.
        byte[] buffer = new byte[JsonTreeParser.MostBytes + 1];
        int count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return Read(buffer.AsSpan(0, count), name, files);
    }
}
