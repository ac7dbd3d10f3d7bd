using System.Runtime.InteropServices;

namespace PageEngine.Reports;

/// <summary>What a run ran on.</summary>
/// <param name="Framework">The runtime and its version.</param>
/// <param name="OperatingSystem">The operating system and its version.</param>
/// <param name="Architecture">The architecture of the process.</param>
/// <param name="ProcessorCount">The processors that the process may use.</param>
public sealed record RunRuntime(string Framework, string OperatingSystem, string Architecture, int ProcessorCount)
{
    /// <summary>What this process runs on.</summary>
    public static RunRuntime Current { get; } = new(
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount);
}
