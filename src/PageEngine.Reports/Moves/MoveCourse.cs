namespace PageEngine.Reports;

/// <summary>The course of a move: lists of one length, a value for each sample.</summary>
/// <param name="Seconds">The times, rising.</param>
/// <param name="PagesLeft">The pages that were still to be sent.</param>
/// <param name="BytesPerSecond">What crossed in a second since the sample before.</param>
/// <param name="ThrottleShares">The part of the time that the guest was held, 0 to 1.</param>
/// <param name="WorkPerSecond">
/// What the guest did in a second since the sample before; empty when nobody measured it.
/// </param>
public sealed record MoveCourse(
    IReadOnlyList<double> Seconds,
    IReadOnlyList<double> PagesLeft,
    IReadOnlyList<double> BytesPerSecond,
    IReadOnlyList<double> ThrottleShares,
    IReadOnlyList<double> WorkPerSecond);
