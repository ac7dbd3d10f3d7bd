namespace PageEngine.Cli;

/// <summary>What the tool answers to the shell.</summary>
internal static class ExitCode
{
    /// <summary>All that was asked for was done.</summary>
    internal const int Fine = 0;

    /// <summary>Something could not be read or done; stderr says what.</summary>
    internal const int Failed = 1;

    /// <summary>The command line makes no sense; stderr says why.</summary>
    internal const int BadUsage = 2;

    /// <summary>Ended by Ctrl-C: 128 + SIGINT.</summary>
    internal const int Interrupted = 130;

    /// <summary>Ended by SIGTERM: 128 + SIGTERM.</summary>
    internal const int Terminated = 143;
}
