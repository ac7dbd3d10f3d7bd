using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>Expects what moves will take at a bandwidth, with the predictor that real moves use.</summary>
/// <remarks>Forecasts are kept: bandwidths within a part in a thousand are the same. Not thread-safe.</remarks>
internal sealed class MoveForecaster
{
    private const ulong BytesOfDescription = 4096;

    private readonly Dictionary<Question, MoveForecast> _known = [];

    /// <summary>Expects what a move takes.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="method">How it moves.</param>
    /// <param name="bytesPerSecond">What it may send in a second, above 0.</param>
    /// <param name="roundTrip">The time there and back between the hosts.</param>
    internal MoveForecast Of(FleetMachine machine, MigrationMethod method, double bytesPerSecond, SimTime roundTrip)
    {
        // Steps of a thousandth: shares of a link differ by rounding and would each be predicted anew.
        long step = (long)Math.Round(Math.Log(bytesPerSecond) * 1000);
        Question asked = new(machine.Name, method, step, roundTrip);
        if (!_known.TryGetValue(asked, out MoveForecast? forecast))
        {
            forecast = Make(machine, method, bytesPerSecond, roundTrip);
            _known.Add(asked, forecast);
        }

        return forecast;
    }

    private static MoveForecast Make(
        FleetMachine machine, MigrationMethod method, double bytesPerSecond, SimTime roundTrip)
    {
        if (machine.IsOff || method is Cold)
        {
            return new MoveForecast(roundTrip * 2, SimTime.Zero, BytesOfDescription, true);
        }

        ulong pages = Math.Max(1, machine.UsedPages + machine.ZeroPages);
        PreCopy preCopy = method switch
        {
            PreCopy own => own,
            _ => method.As<PreCopy>(),
        };
        double payload = Page.Size / (double)Migration.PageBytes;
        PredictionRequest request = new()
        {
            Memory = ByteSize.FromPages(pages),
            ZeroFraction = Math.Min(1, machine.ZeroPages / (double)pages),
            Writer = machine.Writer,
            BandwidthBytesPerSecond = payload * Math.Min(bytesPerSecond, preCopy.BytesPerSecond ?? bytesPerSecond),
            SwitchoverBandwidthBytesPerSecond = preCopy.BytesPerSecond is null ? null : bytesPerSecond * payload,
            DowntimeLimitSeconds = preCopy.DowntimeLimit.TotalSeconds,
            Policy = preCopy.Policy,
            XbzrleCache = preCopy.Xbzrle?.Cache,
            BytesPerWrite = preCopy.Xbzrle?.BytesPerWrite ?? 8,
            CompressionRatio = method.Compression?.TokenRatio ?? 1,
            AutoConverge = preCopy.DirtyLimit is null ? preCopy.AutoConverge : null,
            DirtyLimit = preCopy.DirtyLimit,
            VcpuCount = machine.Vcpus,
            RateAdaptation = preCopy.RateAdaptation,
            PostCopyAfterRounds = method switch
            {
                PostCopy => 0,
                Hybrid hybrid => hybrid.PreCopyRounds,
                _ => null,
            },
            RttSeconds = roundTrip.TotalSeconds,
            DeviceStateBytes = method.DeviceState.Bytes,
            ActivationSeconds = method.ActivationTime.TotalSeconds,
        };
        return method is StopAndCopy
            ? Stopped(request, bytesPerSecond)
            : Predict(request, preCopy, ByteSize.FromPages(pages));
    }

    private static MoveForecast Predict(PredictionRequest request, PreCopy method, ByteSize memory)
    {
        PredictionResult result = MigrationPredictor.Predict(request, method.CreatePolicy(memory));
        bool converges = result.Outcome == PredictionOutcome.Completed;
        double seconds = result.TotalSeconds + (2 * request.RttSeconds);
        return new MoveForecast(
            SimTime.FromSeconds(seconds),
            SimTime.FromSeconds(result.Downtime.TotalSeconds),
            result.TransferredBytes,
            converges,
            converges ? "" : string.Join(" ", MigrationPredictor.Predict(request).Advice));
    }

    private static MoveForecast Stopped(PredictionRequest request, double bytesPerSecond)
    {
        double zeros = Math.Round(request.Memory.Pages * request.ZeroFraction);
        double bytes = ((request.Memory.Pages - zeros) * Migration.PageBytes * request.CompressionRatio)
            + (zeros * Migration.ZeroPageBytes) + request.DeviceStateBytes;
        double down = (bytes / bytesPerSecond) + request.RttSeconds + request.ActivationSeconds;
        return new MoveForecast(
            SimTime.FromSeconds(down + request.RttSeconds), SimTime.FromSeconds(down), (ulong)bytes, true);
    }

    private readonly record struct Question(string Machine, MigrationMethod How, long BandwidthStep, SimTime RoundTrip);
}
