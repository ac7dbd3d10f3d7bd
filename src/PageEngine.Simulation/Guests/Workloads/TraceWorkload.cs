using System.Text.Json.Serialization;
using PageEngine.Images;

namespace PageEngine.Simulation;

/// <summary>Does again what a guest of a page trace did.</summary>
/// <remarks>
/// <para>Records are carried out at their times. Between them the task sleeps, or works if it is <see cref="Busy"/>. A
/// task that is late, because processors or memory are short, does what it missed at the pace of
/// <see cref="WorkloadSpec.AccessesPerSecond"/> and is in time again when it has caught up.</para>
/// <para>Reads, writes, zeros and pages given up are what the records say; written pages have the content of the
/// record's token, or one of <see cref="WorkloadSpec.Content"/> where it has none. A sample writes as many pages as it
/// counts, evenly over its period, each once: from where the sample before ended, around the end of the memory. Page p
/// of the trace is page p modulo the pages of the task's memory.</para>
/// <para><see cref="WorkloadSpec.WriteShare"/> is not used.</para>
/// </remarks>
public sealed record TraceWorkload : WorkloadSpec
{
    private const double LeastSpeed = 1e-6;
    private const double MostSpeed = 1e6;
    private const int GuestsNamed = 5;

    /// <summary>
    /// Makes a workload that touches ten million pages in a second where the trace does not say when.
    /// </summary>
    public TraceWorkload()
    {
        AccessesPerSecond = 10_000_000;
    }

    /// <summary>
    /// The file that the trace is in. Whoever reads a scenario reads it and sets <see cref="Trace"/>; nothing here
    /// opens it.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The trace.</summary>
    [JsonIgnore]
    public PageTrace? Trace { get; init; }

    /// <summary>
    /// The name of the guest whose records are replayed; null for the one at <see cref="GuestIndex"/>.
    /// </summary>
    public string? Guest { get; init; }

    /// <summary>
    /// The place of the guest among those of the trace, from 0; of no use with a <see cref="Guest"/>.
    /// </summary>
    public int GuestIndex { get; init; }

    /// <summary>How many times faster than in the trace the time passes, 10⁻⁶ to 10⁶.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Whether the trace begins anew where it ends; otherwise the task has done its work then.</summary>
    public bool Loop { get; init; }

    /// <summary>Whether the task works between two records; otherwise it sleeps.</summary>
    public bool Busy { get; init; }

    internal override WorkloadTask NewTask(in WorkloadSetting setting) =>
        new TraceTask(this, FindGuest(), setting.Pages);

    internal override void Check(SpecProblems problems)
    {
        base.Check(problems);
        problems.Within(Speed, LeastSpeed, MostSpeed);
        if (Trace is null)
        {
            problems.Add(nameof(Path), Path is null
                ? $"is missing, and so is {nameof(Trace)}: there is no page trace to replay"
                : $"is '{Path}', which has not been read: load the page trace and set {nameof(Trace)}");
        }
        else if (FindGuest() < 0)
        {
            problems.Add(Guest is null ? nameof(GuestIndex) : nameof(Guest), DescribeGuests(Trace));
        }
    }

    /// <summary>The place of the guest in the trace, or −1.</summary>
    private int FindGuest()
    {
        IReadOnlyList<PageTraceGuest> guests = Trace!.Guests;
        if (Guest is null)
        {
            return GuestIndex >= 0 && GuestIndex < guests.Count ? GuestIndex : -1;
        }

        for (int i = 0; i < guests.Count; i++)
        {
            if (guests[i].Name == Guest)
            {
                return i;
            }
        }

        return -1;
    }

    private string DescribeGuests(PageTrace trace)
    {
        string names = string.Join(", ", trace.Guests.Take(GuestsNamed).Select(guest => guest.Name));
        string more = trace.Guests.Count > GuestsNamed ? ", …" : "";
        return $"is {Guest ?? GuestIndex.ToString()}, but the trace has {trace.Guests.Count} guests: {names}{more}";
    }
}
