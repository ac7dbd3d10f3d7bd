namespace PageEngine.Cli.SelfCheck;

/// <summary>Takes the time of work that is done over and over: the median of the passes.</summary>
/// <param name="context">Gives the clock, and says when to stop.</param>
/// <param name="seconds">How long the passes take together at least.</param>
internal sealed class PassTimer(ToolContext context, double seconds)
{
    private const int LeastPasses = 3;
    private const int MostPasses = 1000;

    /// <summary>The median time of a pass, in seconds.</summary>
    /// <param name="pass">The work.</param>
    /// <param name="prepare">What comes before each pass and is not counted.</param>
    internal double Median(Action pass, Action? prepare = null)
    {
        Time(pass, prepare); // whatever is compiled or touched for the first time is not counted
        List<double> times = [];
        long start = context.Clock.GetTimestamp();
        while (times.Count < LeastPasses || (context.SecondsSince(start) < seconds && times.Count < MostPasses))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            times.Add(Time(pass, prepare));
        }

        times.Sort();
        return Math.Max(times[times.Count / 2], 1e-9);
    }

    private double Time(Action pass, Action? prepare)
    {
        prepare?.Invoke();
        long start = context.Clock.GetTimestamp();
        pass();
        return context.SecondsSince(start);
    }
}
