using System.Text.Json;

namespace PageEngine.Benchmarks.Allocations;

/// <summary>Holds the bytes that each hot operation allocates against <c>baselines/allocations.json</c>.</summary>
internal static class AllocationCommand
{
    private static readonly JsonSerializerOptions Lenient = new() { ReadCommentHandling = JsonCommentHandling.Skip };

    internal static int Run(ReadOnlySpan<string> arguments)
    {
        string path = arguments switch
        {
            [] => Path.Combine(AppContext.BaseDirectory, "baselines", "allocations.json"),
            ["--baseline", var file] => file,
            _ => throw new BadUsageException("check-allocations takes --baseline FILE and nothing else"),
        };
        if (!File.Exists(path))
            throw new BadUsageException($"{path}: no such file");
        Dictionary<string, double> allowed =
            JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(path), Lenient)!;

        int failures = 0;
        foreach (AllocationProbe probe in AllocationProbes.All())
        {
            bool known = allowed.Remove(probe.Name, out double limit);
            double bytes = probe.Measure();
            bool fine = known && bytes <= limit;
            failures += fine ? 0 : 1;
            string verdict = fine ? "ok" : known ? $"more than the {limit:0.###} allowed" : "not in the baseline";
            Console.WriteLine($"{probe.Name,-32} {bytes,12:0.###} bytes per operation  {verdict}");
        }

        foreach (string name in allowed.Keys)
        {
            Console.WriteLine($"{name,-32} is in the baseline and is measured by nothing");
            failures++;
        }

        return failures == 0 ? 0 : 1;
    }
}
