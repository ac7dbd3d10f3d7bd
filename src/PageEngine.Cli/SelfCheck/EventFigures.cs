using PageEngine.Simulation;

namespace PageEngine.Cli.SelfCheck;

/// <summary>How fast virtual time goes when nothing but its events costs any.</summary>
internal sealed class EventFigures(PassTimer timer)
{
    private const int Rounds = 64;

    /// <summary>As many events as a host full of machines has under way.</summary>
    private const int TimersAtOnce = 4096;

    private const double MillionsPerSecond = 3;

    internal IEnumerable<BenchFigure> Measure()
    {
        double rate = Rounds * TimersAtOnce / 1e6 / timer.Median(Run);
        yield return new BenchFigure("events", "simulate timers", rate, "M/s") { Expected = MillionsPerSecond };
    }

    private static void Run()
    {
        using Simulation.Simulation simulation = new(seed: 1);
        for (int round = 0; round < Rounds; round++)
        {
            SimTime begin = simulation.Now;
            for (int i = 0; i < TimersAtOnce; i++)
            {
                // An odd stride visits every place once, in no order.
                simulation.ScheduleTimer(begin + SimTime.FromNanoseconds((i * 40503L) & (TimersAtOnce - 1)));
            }

            simulation.AdvanceTo(begin + SimTime.FromNanoseconds(TimersAtOnce));
        }
    }
}
