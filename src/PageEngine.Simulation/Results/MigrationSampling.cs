namespace PageEngine.Simulation;

/// <summary>Takes samples of one move until it is over.</summary>
internal sealed class MigrationSampling(Migration move, int number)
{
    private SimTime _time = move.Report.Begin;
    private ulong _bytes;

    /// <summary>Whether the end of the move was sampled.</summary>
    internal bool IsOver { get; private set; }

    internal MigrationSample Take()
    {
        SimTime now = move.Simulation.Now;
        double seconds = (now - _time).TotalSeconds;
        ulong bytes = move.Report.Bytes;
        MigrationSample sample = new()
        {
            Time = now,
            Number = number,
            Machine = move.Machine.Name,
            From = move.Source.Name,
            To = move.Destination.Name,
            Stage = move.Stage,
            PagesLeft = move.PagesLeft,
            Bytes = bytes,
            BytesPerSecond = GuestSampling.Rate(bytes, _bytes, seconds),
            ThrottlePercent = move.IsOver ? 0 : move.Machine.ThrottlePercent,
            Rounds = move.Report.Rounds.Count,
            PostCopyFaults = move.Report.PostCopyFaults,
        };
        (_time, _bytes, IsOver) = (now, bytes, move.IsOver);
        return sample;
    }
}
