using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace PageEngine.Cli.Commands;

/// <summary>Says which version of the tool this is.</summary>
internal sealed class VersionLine : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Assembly tool = typeof(VersionLine).Assembly;
        string? version = tool.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine($"pageengine {version}");
        return ExitCode.Fine;
    }
}
