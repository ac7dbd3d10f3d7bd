namespace PageEngine.Reports.Tests;

/// <summary>Moves that never were: one that converges, one that stops, one that follows, one that fails.</summary>
internal static class SampleMoves
{
    internal static IReadOnlyList<MoveRecord> All(Func<string, string>? nameOf = null)
    {
        nameOf ??= static name => name;
        return
        [
            Make(nameOf("stop-and-copy"), down: 2.9, total: 2.95, rounds: 0, faults: 0),
            Make(nameOf("pre-copy qemu"), down: 0.28, total: 3.9, rounds: 5, faults: 0) with
            {
                Expected = new MoveExpectation(3.7, 0.3, 4.5e8) { BeginSeconds = 1 },
                Saved = [new("delta", 1.5e7), new("zero", 4e6)],
            },
            Make(nameOf("post-copy"), down: 0.001, total: 2.8, rounds: 0, faults: 3400),
            Make(nameOf("hybrid"), down: 0.001, total: 3.4, rounds: 30, faults: 800),
            new MoveRecord(nameOf("cold")) { Outcome = "refused", Reason = "machine web is Running" },
        ];
    }

    internal static MoveComparisonInput Input(Func<string, string>? nameOf = null) => new()
    {
        Title = nameOf?.Invoke("Ways to move web") ?? "Ways to move web",
        Subtitle = "A web server moves while it serves.",
        Moves = All(nameOf),
        Figures = [new("machine", "web", "1 GiB of memory")],
        Origin = [["Seed", "7"]],
        Footer = "PageEngine",
    };

    private static MoveRecord Make(string name, double down, double total, int rounds, double faults) => new(name)
    {
        Machine = "web",
        From = "a",
        To = "b",
        Method = name,
        Outcome = "completed",
        Succeeded = true,
        BeginSeconds = 1,
        TotalSeconds = total,
        Downtime = [new("memory", down * 0.9), new("devices", down * 0.05), new("exchange", down * 0.05), new("disks", 0)],
        Bytes = 4e8 + (rounds * 1e7),
        Pages = [new("whole", 90_000), new("zero", 0), new("delta", rounds * 100)],
        GuestSecondsLost = down + (faults * 1e-4),
        Lost = [new("downtime", down), new("waiting for pages", faults * 1e-4)],
        PostCopyFaults = faults,
        LongestFaultSeconds = faults > 0 ? 5e-4 : 0,
        WaitEdges = faults > 0 ? [64e-6, 128e-6, 256e-6, 512e-6, 1024e-6] : [],
        WaitCounts = faults > 0 ? [faults / 2, faults / 4, faults / 8, faults / 8] : [],
        Rounds =
        [
            .. Enumerable.Range(0, rounds).Select(i => new MoveRound(
                i, i * 0.3, 0.3, 2e8 / (i + 1), 20_000.0 / (i + 1), 10_000.0 / (i + 1))
            {
                Pages = [new("whole", 40_000.0 / (i + 1)), new("zero", i == 0 ? 9000 : 0)],
                BytesPerSecond = 1.2e8,
                ExpectedDowntimeSeconds = 0.3 / (i + 1),
                ThrottlePercent = i > 2 ? 20 : 0,
            }),
        ],
        Course = new MoveCourse(
            [.. Enumerable.Range(0, 200).Select(i => i * total / 180)],
            [.. Enumerable.Range(0, 200).Select(i => Math.Max(0, 90_000 - (i % 60 * 1500.0)))],
            [.. Enumerable.Range(0, 200).Select(static i => i < 180 ? 1.2e8 : 0)],
            [.. Enumerable.Range(0, 200).Select(i => rounds > 2 && i > 100 ? 0.2 : 0)],
            [.. Enumerable.Range(0, 200).Select(static i => i is > 150 and < 160 ? 0 : 20_000 + (i % 7 * 50.0))]),
    };
}
