namespace PageEngine.Reports.Tests;

/// <summary>The tables of a run that never was: memory fills, reclaim climbs, a guest crashes.</summary>
internal sealed class SampleRun
{
    private const long GuestPages = 1 << 20;
    private static readonly string[] Ladder = ["high", "soft", "hard", "low"];

    internal int Guests { get; init; } = 3;

    internal int Hosts { get; init; } = 1;

    internal int Samples { get; init; } = 600;

    internal Func<int, string> NameOf { get; init; } = static guest => $"guest-{guest + 1:00}";

    internal Func<int, string> HostNameOf { get; init; } = static host => $"host-{(char)('a' + host)}";

    internal long CapacityPages => GuestPages * Guests * 37 / 100;

    /// <summary>Fills a sink from beginning to end.</summary>
    internal void WriteTo(ISeriesSink sink)
    {
        sink.Begin(HostTable.Schema, GuestTable.Schema);
        SeriesRow host = HostTable.Schema.CreateRow();
        SeriesRow guest = GuestTable.Schema.CreateRow();
        for (int sample = 0; sample < Samples; sample++)
        {
            for (int h = 0; h < Hosts; h++)
            {
                AppendHost(sink, host, guest, sample, h);
            }
        }

        sink.Complete();
    }

    internal SeriesHistory ToHistory(int points = 1000)
    {
        SeriesHistory history = new(new SeriesHistoryOptions { PointsPerSeries = points });
        WriteTo(history);
        return history;
    }

    internal HtmlReport ToReport(string title = "Ballooning against swapping", RunManifest? manifest = null) =>
        SimulationReport.Compose(new SimulationReportInput
        {
            Title = title,
            Subtitle = "Guests that need more than the host has.",
            History = ToHistory(),
            Manifest = manifest,
            Events =
            [
                new RunEvent(61_500_000_000, "state", HostNameOf(0), "free memory fell below 4 %: balloons inflate"),
                new RunEvent(402_000_000_000, "crash", NameOf(Guests - 1), "out of memory in the guest"),
            ],
        });

    private void AppendHost(ISeriesSink sink, SeriesRow row, SeriesRow guestRow, int sample, int host)
    {
        double progress = Samples > 1 ? sample / (double)(Samples - 1) : 0;
        long ballooned = 0;
        long swapped = 0;
        long resident = 0;
        long shared = 0;
        for (int i = host; i < Guests; i += Hosts)
        {
            Guest guest = Guest.At(i, progress, i == Guests - 1 && progress > 0.67, sample);
            AppendGuest(sink, guestRow, guest, sample, host, i);
            ballooned += guest.Balloon;
            swapped += guest.Swapped;
            resident += guest.Resident;
            shared += guest.Shared;
        }

        long capacity = CapacityPages / Hosts;
        long compressed = (long)(capacity * 0.03 * Ramp(progress, 0.4, 0.6));
        long sharedFrames = shared / 5;
        long used = Math.Min(capacity * 98 / 100, resident - shared + sharedFrames + compressed + (capacity / 50));
        long free = capacity - used;
        double freeShare = free / (double)capacity;
        row.SetNumber(HostTable.TimeSeconds, sample);
        row.SetText(HostTable.Host, HostNameOf(host));
        row.SetWholeNumber(HostTable.CapacityPages, capacity);
        row.SetWholeNumber(HostTable.FreePages, free);
        row.SetWholeNumber(HostTable.PrivatePages, used - sharedFrames - compressed - (capacity / 50));
        row.SetWholeNumber(HostTable.SharedPages, sharedFrames);
        row.SetWholeNumber(HostTable.CompressedPages, compressed);
        row.SetWholeNumber(HostTable.ReservedPages, capacity / 50);
        row.SetWholeNumber(HostTable.SharingPages, shared - sharedFrames);
        row.SetWholeNumber(HostTable.ZeroPages, (long)(GuestPages * 0.2 * (1 - progress)));
        row.SetWholeNumber(HostTable.BalloonedPages, ballooned);
        row.SetWholeNumber(HostTable.SwappedPages, swapped);
        row.SetText(HostTable.State, Ladder[freeShare > 0.06 ? 0 : freeShare > 0.04 ? 1 : freeShare > 0.021 ? 2 : 3]);
        row.SetNumber(HostTable.CpuShare, 0.3 + (0.2 * Wave(sample, 47)));
        row.SetNumber(HostTable.DiskBusyShare, swapped > 0 ? 0.4 + (0.3 * Wave(sample, 13)) : 0);
        row.SetNumber(HostTable.FaultsPerSecond, 200 + (150 * Wave(sample, 21)) + (swapped > 0 ? 1500 : 0));
        row.SetNumber(HostTable.BreaksPerSecond, 900 * Wave(sample, 90) * Wave(sample, 7));
        sink.Append(row);
    }

    private void AppendGuest(ISeriesSink sink, SeriesRow row, Guest guest, int sample, int host, int index)
    {
        bool runs = guest.Resident > 0;
        row.SetNumber(GuestTable.TimeSeconds, sample);
        row.SetText(GuestTable.Host, HostNameOf(host));
        row.SetText(GuestTable.Guest, NameOf(index));
        row.SetText(GuestTable.Lifecycle, !runs ? "crashed" : sample < 3 ? "starting" : "running");
        row.SetWholeNumber(GuestTable.ConfiguredPages, GuestPages);
        row.SetWholeNumber(GuestTable.EntitlementPages, runs ? guest.Entitlement : 0);
        row.SetWholeNumber(GuestTable.ResidentPages, guest.Resident);
        row.SetWholeNumber(GuestTable.SharedPages, guest.Shared);
        row.SetWholeNumber(GuestTable.ZeroPages, GuestPages / 40);
        row.SetWholeNumber(GuestTable.BalloonTargetPages, guest.BalloonTarget);
        row.SetWholeNumber(GuestTable.BalloonPages, guest.Balloon);
        row.SetWholeNumber(GuestTable.CompressedPages, guest.Balloon / 12);
        row.SetWholeNumber(GuestTable.SwappedPages, guest.Swapped);
        row.SetWholeNumber(GuestTable.WorkingSetPages, runs ? (long)(guest.Resident * (0.5 + (0.2 * guest.Beat))) : 0);
        row.SetWholeNumber(GuestTable.GuestFreePages, GuestPages / 20);
        row.SetWholeNumber(GuestTable.GuestCachePages, GuestPages / 10);
        row.SetWholeNumber(GuestTable.GuestSwapPages, guest.Balloon / 6);
        row.SetNumber(GuestTable.MajorFaultsPerSecond, guest.Swapped > 0 ? 300 * guest.Beat * (1 + (index % 3)) : 0);
        row.SetNumber(GuestTable.RefaultsPerSecond, guest.Swapped > 0 ? 60 * guest.Beat : 0);
        row.SetNumber(GuestTable.GuestFaultsPerSecond, guest.Balloon > 0 ? 25 * guest.Beat : 0);
        row.SetNumber(GuestTable.DoublePagingPerSecond, 0);
        row.SetNumber(GuestTable.StallShare, guest.Swapped > 0 ? 0.3 * guest.Beat : 0.01);
        row.SetNumber(GuestTable.WorkPerSecond, runs ? 12_000 - (guest.Swapped > 0 ? 4000 * guest.Beat : 0) : 0);
        sink.Append(row);
    }

    private static double Wave(double at, double period) => 0.5 + (0.5 * Math.Sin(2 * Math.PI * at / period));

    private static double Ramp(double at, double from, double to) => Math.Clamp((at - from) / (to - from), 0, 1);

    private readonly record struct Guest(
        long Resident, long Shared, long Entitlement, long BalloonTarget, long Balloon, long Swapped, double Beat)
    {
        internal static Guest At(int index, double progress, bool isGone, int sample)
        {
            if (isGone)
            {
                return default;
            }

            double demand = Ramp(progress, 0, 0.25 + (0.05 * (index % 5))) * (0.55 + (0.07 * (index % 7)));
            double beat = Wave(sample + (17 * index), 29 + index);
            double target = 0.28 * Ramp(progress, 0.3, 0.45) * (1 - (0.6 * Ramp(progress, 0.85, 0.95)));
            double balloon = 0.28 * Ramp(progress, 0.32, 0.55) * (1 - (0.6 * Ramp(progress, 0.87, 1)));
            double swapped = index % 2 == 0 ? 0.09 * Ramp(progress, 0.5, 0.65) * (0.8 + (0.2 * beat)) : 0;
            double resident = Math.Max(0.05, demand - balloon - swapped) + (0.03 * beat);
            return new Guest(
                (long)(GuestPages * resident),
                (long)(GuestPages * resident * 0.25 * Ramp(progress, 0.05, 0.3)),
                (long)(GuestPages * (1 - (0.35 * Ramp(progress, 0.25, 0.4)))),
                (long)(GuestPages * target),
                (long)(GuestPages * balloon),
                (long)(GuestPages * swapped),
                beat);
        }
    }
}
