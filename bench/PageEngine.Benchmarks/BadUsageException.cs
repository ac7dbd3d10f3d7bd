namespace PageEngine.Benchmarks;

/// <summary>The command line cannot be understood; the message says why in one line.</summary>
internal sealed class BadUsageException(string message) : Exception(message);
