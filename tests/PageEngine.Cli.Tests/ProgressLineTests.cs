using PageEngine.Cli.Simulating;
using PageEngine.Simulation;

namespace PageEngine.Cli.Tests;

public sealed class ProgressLineTests
{
    [Fact]
    public void It_appears_after_a_second_is_drawn_ten_times_a_second_and_wiped_at_the_end()
    {
        using StringWriter terminal = new();
        ManualClock clock = new();
        using (ProgressLine line = new(terminal, clock))
        {
            line.Begin("scanning", 1000);
            clock.Advance(TimeSpan.FromMilliseconds(999));
            line.Report(10);
            Assert.Empty(terminal.ToString());

            clock.Advance(TimeSpan.FromMilliseconds(1));
            line.Report(500);
            Assert.Equal("\r\e[Kscanning [###############...............] 50 % 0.0 GB/s", terminal.ToString());

            clock.Advance(TimeSpan.FromMilliseconds(50));
            line.Report(600);
            Assert.DoesNotContain("60 %", terminal.ToString());
            clock.Advance(TimeSpan.FromMilliseconds(50));
            line.Report(1000);
            Assert.Contains("100 %", terminal.ToString());
        }

        Assert.EndsWith("\r\e[K", terminal.ToString());
    }

    [Fact]
    public void A_simulation_shows_its_own_time_and_the_real_one()
    {
        using StringWriter terminal = new();
        ManualClock clock = new();
        using ProgressLine line = new(terminal, clock);
        SimulationProgress progress = new(line, SimTime.FromSeconds(600));
        clock.Advance(TimeSpan.FromSeconds(2));
        progress.Report(SimTime.FromSeconds(150));
        Assert.Equal(
            "\r\e[Ksimulating [#######.......................] 25 % 150.0 s of 600 s simulated, 2 s real", terminal.ToString());
    }

    [Fact]
    public void A_short_run_and_a_run_without_terminal_show_nothing()
    {
        using StringWriter terminal = new();
        using (ProgressLine line = new(terminal, new ManualClock()))
        {
            line.Begin("scanning", 10);
            line.Report(10);
        }

        Assert.Empty(terminal.ToString());
        ManualClock clock = new();
        using ProgressLine none = new(null, clock);
        clock.Advance(TimeSpan.FromSeconds(5));
        none.Report(10);
    }

    private sealed class ManualClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        internal void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
