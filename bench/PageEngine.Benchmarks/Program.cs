using BenchmarkDotNet.Running;
using PageEngine.Benchmarks.Allocations;
using PageEngine.Benchmarks.Table;

namespace PageEngine.Benchmarks;

/// <summary>Ways to measure: benchmark classes, the table against the peers, the check of allocations.</summary>
internal static class Program
{
    private const string Usage = """
        PageEngine.Benchmarks [--short] --filter PATTERN…    runs benchmark classes (--list flat names them)
        PageEngine.Benchmarks table [options]                our figures beside the peers', over the same bytes
            --size SIZE          bytes of pages, as 256MiB or 1GiB (default 1GiB)
            --runs N             runs of each side, of which the median counts (default 5)
            --peers DIRECTORY    where the built peers are (default bench/peers/bin)
            --tool FILE          the built tool (default src/PageEngine.Cli/bin/Release/net10.0/pageengine)
            --directory PATH     where the data file is while it runs (default /dev/shm, else temporary)
            --only TEXT          only figures whose name contains the text
            --json               machine-readable
        PageEngine.Benchmarks make-data FILE [--size SIZE]   the table's bytes in a file, to run a peer by hand
        PageEngine.Benchmarks check-allocations [--baseline FILE]
                                                             bytes allocated per operation against the baseline
        """;

    private static int Main(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                [] or ["--help"] or ["-h"] => ShowUsage(),
                ["table", .. string[] rest] => TableCommand.Run(TableOptions.Parse(rest)),
                ["make-data", var path, .. string[] rest] => TableCommand.MakeData(path, TableOptions.Parse(rest)),
                [TokenPass.Command, .. string[] rest] => TokenPass.Run(rest),
                [TransferPass.Command, .. string[] rest] => TransferPass.Run(rest),
                [TransferPass.ReceiveCommand] => TransferPass.Receive(),
                ["check-allocations", .. string[] rest] => AllocationCommand.Run(rest),
                _ => RunBenchmarks(arguments),
            };
        }
        catch (BadUsageException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
        catch (WrongResultException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static int ShowUsage()
    {
        Console.WriteLine(Usage);
        return 0;
    }

    private static int RunBenchmarks(string[] arguments)
    {
        bool isShort = arguments.Contains("--short");
        string[] rest = [.. arguments.Where(argument => argument != "--short")];
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly)
            .Run(rest, isShort ? BenchmarkConfigs.Short : BenchmarkConfigs.Full)
            .ToArray();
        bool failed = summaries.Any(summary =>
            summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success));
        return failed ? 1 : 0;
    }
}
