using System.Globalization;

namespace PageEngine.Migration;

/// <summary>Finds what would make a migration converge within its downtime limit, by predicting it again.</summary>
internal static class PredictionAdvice
{
    private const int MaxDoublings = 20;
    private const int BisectionSteps = 12;

    // A small sample is enough to search with; what was found is proved with the whole one, and raised until that holds.
    private const ulong SearchPages = 1 << 13;
    private const int Raises = 16;
    private const double Raise = 1.01;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    internal static IReadOnlyList<string> For(PredictionRequest request, PredictionResult result)
    {
        List<string> advice = [];
        if (IsGood(request, result))
        {
            return advice;
        }

        advice.Add(Diagnosis(request, result));
        PredictionRequest expected = request with { Seed = null, TimeCapSeconds = null };
        AddDowntimeLimit(advice, expected, result);
        AddBandwidth(advice, expected);
        AddThrottle(advice, expected);
        AddPostCopy(advice, expected);
        return advice;
    }

    private static bool IsGood(PredictionRequest request, PredictionResult result) =>
        result.Outcome == PredictionOutcome.Completed
        && result.Downtime.TotalSeconds <= Math.Max(request.DowntimeLimitSeconds, OverheadOf(result)) * 1.01;

    // What a switch takes without any memory: no policy can go below.
    private static double OverheadOf(PredictionResult result) =>
        result.Downtime.TotalSeconds - result.Downtime.MemorySeconds;

    private static string Diagnosis(PredictionRequest request, PredictionResult result)
    {
        string rest = new ByteSize(result.RemainingPages * Page.Size).ToString();
        return result.Outcome == PredictionOutcome.NotConverging
            ? string.Create(Invariant, $"It does not converge: the rounds leave {rest} or more each time, and the limit of "
                + $"{Milliseconds(request.DowntimeLimitSeconds)} allows "
                + $"{Size(request.BandwidthBytesPerSecond * request.DowntimeLimitSeconds)}.")
            : string.Create(Invariant, $"The downtime of {Milliseconds(result.Downtime.TotalSeconds)} is over the limit of "
                + $"{Milliseconds(request.DowntimeLimitSeconds)}: {rest} are left when the vCPUs stop.");
    }

    private static void AddDowntimeLimit(List<string> advice, PredictionRequest request, PredictionResult result)
    {
        if (result.Outcome == PredictionOutcome.Completed)
        {
            advice.Add(string.Create(Invariant, $"A downtime limit of {Milliseconds(result.Downtime.TotalSeconds)} accepts it as it is."));
            return;
        }

        if (request.DowntimeLimitSeconds == 0)
        {
            request = request with { DowntimeLimitSeconds = 1e-3 };
        }

        double? limit = Least((factor, pages) => Predict(request with
        {
            DowntimeLimitSeconds = request.DowntimeLimitSeconds * factor,
            MostSampledPages = pages,
        }).Outcome == PredictionOutcome.Completed);
        if (limit is { } factor)
        {
            advice.Add(string.Create(Invariant, $"A downtime limit of {Milliseconds(request.DowntimeLimitSeconds * factor)} is met."));
        }
    }

    private static void AddBandwidth(List<string> advice, PredictionRequest request)
    {
        if (request is { WindowBytes: not null, RttSeconds: > 0 }
            && request.Streams * (request.WindowBytes.Value / request.RttSeconds) < request.BandwidthBytesPerSecond)
        {
            advice.Add(string.Create(Invariant, $"The window holds the bandwidth at "
                + $"{Rate(request.Streams * (request.WindowBytes.Value / request.RttSeconds))}; more streams or a larger "
                + $"window would use more of the link."));
            return;
        }

        double? least = Least((factor, pages) => IsGood(request with
        {
            BandwidthBytesPerSecond = request.BandwidthBytesPerSecond * factor,
            SwitchoverBandwidthBytesPerSecond = request.SwitchoverBandwidthBytesPerSecond * factor,
            MostSampledPages = pages,
        }));
        if (least is { } found)
        {
            advice.Add(string.Create(Invariant, $"A bandwidth of {Rate(request.BandwidthBytesPerSecond * found)} "
                + $"({found:0.##} times as much) makes it converge within the limit."));
        }
    }

    private static void AddThrottle(List<string> advice, PredictionRequest request)
    {
        request = request with { AutoConverge = null, DirtyLimit = null };
        int low = 0;
        int high = AutoConverge.HighestPercent;
        if (!IsGood(request with { FixedThrottlePercent = high }))
        {
            advice.Add("Throttling the vCPUs is not enough, even to 99 %.");
            return;
        }

        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            bool isGood = IsGood(request with { FixedThrottlePercent = middle, MostSampledPages = SearchPages });
            (low, high) = isGood ? (low, middle) : (middle, high);
        }

        while (high < AutoConverge.HighestPercent && !IsGood(request with { FixedThrottlePercent = high }))
        {
            high++;
        }

        advice.Add(string.Create(Invariant, $"Throttling the vCPUs to {high} % makes it converge within the limit (auto-converge gets "
            + $"there by steps)."));
    }

    private static void AddPostCopy(List<string> advice, PredictionRequest request)
    {
        if (request.PostCopyAfterRounds is not null)
        {
            return;
        }

        PredictionRequest changed = request with { PostCopyAfterRounds = 1 };
        PredictionResult result = Predict(changed);
        if (result is { Outcome: PredictionOutcome.Completed, PostCopySeconds: { } seconds })
        {
            advice.Add(string.Create(Invariant, $"Switching to post-copy after the first round takes {Seconds(result.TotalSeconds)} in "
                + $"all, {Milliseconds(result.Downtime.TotalSeconds)} of it down; for {Seconds(seconds)} pages are fetched "
                + $"as they are touched."));
        }
    }

    private static bool IsGood(PredictionRequest request) => IsGood(request, Predict(request));

    private static PredictionResult Predict(PredictionRequest request) =>
        MigrationPredictor.Predict(request, MigrationPredictor.PolicyOf(request));

    /// <summary>The least factor over 1 that is enough, to a thousandth; null if 2²⁰ is not.</summary>
    private static double? Least(Func<double, ulong, bool> isEnough)
    {
        double low = 1;
        double high = 2;
        for (int i = 0; !isEnough(high, SearchPages); i++)
        {
            if (i == MaxDoublings)
            {
                return null;
            }

            low = high;
            high *= 2;
        }

        for (int i = 0; i < BisectionSteps; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = isEnough(middle, SearchPages) ? (low, middle) : (middle, high);
        }

        for (int i = 0; i < Raises && !isEnough(high, PredictionRequest.DefaultSampledPages); i++)
        {
            high *= Raise;
        }

        return high;
    }

    private static string Milliseconds(double seconds) => string.Create(Invariant, $"{Math.Ceiling(seconds * 1e3):0} ms");

    private static string Seconds(double seconds) => string.Create(Invariant, $"{seconds:0.0} s");

    private static string Size(double bytes) => new ByteSize((ulong)bytes).ToString();

    private static string Rate(double bytesPerSecond) => $"{Size(bytesPerSecond)}/s";
}
