using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace PageEngine.Cli.Commands;

/// <summary>Says which version of the tool this is.</summary>
internal sealed class VersionLine : SynchronousCommandLineAction
{
    /// <summary>The version of the tool.</summary>
    internal static string Version { get; } =
        typeof(VersionLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"pageengine {Version}");
        return ExitCode.Fine;
    }
}
