using System.Text.Json;

namespace PageEngine.Reports.Tests;

public sealed class EventLogSinkTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void Events_are_lines_with_exact_times()
    {
        using EventLogSink log = new(_scratch.Directory);
        log.Append(new RunEvent(0, "state", "host-a", "begins"));
        log.Append(new RunEvent(1, "state", "host-a", "one nanosecond"));
        log.Append(new RunEvent(1_500_000_000, "balloon", "web \"1\"\n", "größer & <b>"));
        log.Append(new RunEvent(long.MaxValue, "end", "", ""));
        Assert.Equal(4, log.Count);
        RunFile file = log.Complete();
        Assert.Equal("events.jsonl", file.Name);
        Assert.Equal(
            """
            {"timeSeconds":0,"kind":"state","target":"host-a","text":"begins"}
            {"timeSeconds":0.000000001,"kind":"state","target":"host-a","text":"one nanosecond"}
            {"timeSeconds":1.5,"kind":"balloon","target":"web \"1\"\n","text":"größer & <b>"}
            {"timeSeconds":9223372036.854775807,"kind":"end","target":"","text":""}

            """.ReplaceLineEndings("\n"),
            _scratch.Text("events.jsonl"));
    }

    [Fact]
    public void Many_events_are_all_there()
    {
        using EventLogSink log = new(_scratch.Directory);
        for (int i = 0; i < 20_000; i++)
        {
            log.Append(new RunEvent(i * 1_000_003L, "tick", "guest", "tick " + i));
        }

        log.Complete();
        string[] lines = File.ReadAllLines(_scratch.File("events.jsonl"));
        Assert.Equal(20_000, lines.Length);
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public void A_log_that_was_not_completed_leaves_nothing()
    {
        using (EventLogSink log = new(_scratch.Directory))
        {
            log.Append(new RunEvent(0, "state", "", ""));
        }

        Assert.Empty(_scratch.Names);
    }

    [Fact]
    public void Wrong_calls_are_refused()
    {
        using EventLogSink log = new(_scratch.Directory);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Append(new RunEvent(-1, "", "", "")));
        log.Complete();
        Assert.Throws<InvalidOperationException>(() => log.Append(new RunEvent(0, "", "", "")));
        Assert.Throws<InvalidOperationException>(log.Complete);
    }

    public void Dispose() => _scratch.Dispose();
}
