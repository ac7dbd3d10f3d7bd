using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace PageEngine.Benchmarks;

/// <summary>How long the benchmark classes run.</summary>
internal static class BenchmarkConfigs
{
    /// <summary>For figures that are quoted.</summary>
    internal static IConfig Full { get; } = Common().AddJob(Job.Default);

    /// <summary>For a look, and for the check that every benchmark still runs.</summary>
    internal static IConfig Short { get; } = Common().AddJob(Job.Default
        .WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(5), logOutput: false))
        .WithWarmupCount(2)
        .WithIterationCount(5)
        .WithIterationTime(TimeInterval.FromMilliseconds(50)));

    private static ManualConfig Common() => ManualConfig.Create(DefaultConfig.Instance)
        .AddColumn(StatisticColumn.Median)
        .WithOption(ConfigOptions.DisableLogFile, true)
        .WithOption(ConfigOptions.JoinSummary, false);
}
