using PageEngine.Reports;
using PageEngine.Simulation;

namespace PageEngine.Cli.Simulating;

/// <summary>Hands the samples of a run to the sinks, as rows of the tables that reports are made of.</summary>
internal sealed class SeriesSampler(ISeriesSink sink) : IScenarioSampler
{
    private readonly SeriesRow _host = HostTable.Schema.CreateRow();
    private readonly SeriesRow _guest = GuestTable.Schema.CreateRow();
    private readonly SeriesRow _move = MigrationTable.Schema.CreateRow();
    private readonly Dictionary<int, List<MigrationSample>> _courses = [];
    private readonly Dictionary<Enum, string> _names = [];

    /// <inheritdoc/>
    public void OnHost(in HostSample sample)
    {
        _host.SetNumber(HostTable.TimeSeconds, sample.Time.TotalSeconds);
        _host.SetText(HostTable.Host, sample.Host);
        _host.SetWholeNumber(HostTable.CapacityPages, (long)sample.CapacityPages);
        _host.SetWholeNumber(HostTable.FreePages, (long)sample.FreePages);
        _host.SetWholeNumber(HostTable.PrivatePages, (long)sample.PrivatePages);
        _host.SetWholeNumber(HostTable.SharedPages, (long)sample.SharedPages);
        _host.SetWholeNumber(HostTable.CompressedPages, (long)sample.CompressedPages);
        _host.SetWholeNumber(HostTable.ReservedPages, (long)sample.ReservedPages);
        _host.SetWholeNumber(HostTable.SharingPages, (long)sample.SharingPages);
        _host.SetWholeNumber(HostTable.ZeroPages, (long)sample.ZeroPages);
        _host.SetWholeNumber(HostTable.BalloonedPages, (long)sample.BalloonedPages);
        _host.SetWholeNumber(HostTable.SwappedPages, (long)sample.SwappedPages);
        _host.SetText(HostTable.State, NameOf(sample.State));
        _host.SetNumber(HostTable.CpuShare, sample.CpuShare);
        _host.SetNumber(HostTable.DiskBusyShare, sample.DiskBusyShare);
        _host.SetNumber(HostTable.FaultsPerSecond, sample.FaultsPerSecond);
        _host.SetNumber(HostTable.BreaksPerSecond, sample.BreaksPerSecond);
        sink.Append(_host);
    }

    /// <inheritdoc/>
    public void OnGuest(in GuestSample sample)
    {
        _guest.SetNumber(GuestTable.TimeSeconds, sample.Time.TotalSeconds);
        _guest.SetText(GuestTable.Host, sample.Host);
        _guest.SetText(GuestTable.Guest, sample.Guest);
        _guest.SetText(GuestTable.Lifecycle, NameOf(sample.Lifecycle));
        _guest.SetWholeNumber(GuestTable.ConfiguredPages, (long)sample.ConfiguredPages);
        _guest.SetWholeNumber(GuestTable.EntitlementPages, (long)sample.EntitlementPages);
        _guest.SetWholeNumber(GuestTable.ResidentPages, (long)sample.ResidentPages);
        _guest.SetWholeNumber(GuestTable.SharedPages, (long)sample.SharedPages);
        _guest.SetWholeNumber(GuestTable.ZeroPages, (long)sample.ZeroPages);
        _guest.SetWholeNumber(GuestTable.BalloonTargetPages, (long)sample.BalloonTargetPages);
        _guest.SetWholeNumber(GuestTable.BalloonPages, (long)sample.BalloonPages);
        _guest.SetWholeNumber(GuestTable.CompressedPages, (long)sample.CompressedPages);
        _guest.SetWholeNumber(GuestTable.SwappedPages, (long)sample.SwappedPages);
        _guest.SetWholeNumber(GuestTable.WorkingSetPages, (long)sample.WorkingSetPages);
        _guest.SetWholeNumber(GuestTable.GuestFreePages, (long)sample.GuestFreePages);
        _guest.SetWholeNumber(GuestTable.GuestCachePages, (long)sample.GuestCachePages);
        _guest.SetWholeNumber(GuestTable.GuestSwapPages, (long)sample.GuestSwapPages);
        _guest.SetNumber(GuestTable.MajorFaultsPerSecond, sample.MajorFaultsPerSecond);
        _guest.SetNumber(GuestTable.RefaultsPerSecond, sample.RefaultsPerSecond);
        _guest.SetNumber(GuestTable.GuestFaultsPerSecond, sample.GuestFaultsPerSecond);
        _guest.SetNumber(GuestTable.DoublePagingPerSecond, sample.DoublePagingPerSecond);
        _guest.SetNumber(GuestTable.StallShare, sample.StallShare);
        _guest.SetNumber(GuestTable.WorkPerSecond, sample.WorkPerSecond);
        sink.Append(_guest);
    }

    /// <inheritdoc/>
    public void OnMigration(in MigrationSample sample)
    {
        if (!_courses.TryGetValue(sample.Number, out List<MigrationSample>? course))
        {
            course = [];
            _courses.Add(sample.Number, course);
        }

        course.Add(sample);
        _move.SetNumber(MigrationTable.TimeSeconds, sample.Time.TotalSeconds);
        _move.SetWholeNumber(MigrationTable.Number, sample.Number);
        _move.SetText(MigrationTable.Machine, sample.Machine);
        _move.SetText(MigrationTable.Source, sample.From);
        _move.SetText(MigrationTable.Destination, sample.To);
        _move.SetText(MigrationTable.Stage, NameOf(sample.Stage));
        _move.SetWholeNumber(MigrationTable.PagesLeft, (long)sample.PagesLeft);
        _move.SetWholeNumber(MigrationTable.Bytes, (long)sample.Bytes);
        _move.SetNumber(MigrationTable.BytesPerSecond, sample.BytesPerSecond);
        _move.SetNumber(MigrationTable.ThrottleShare, sample.ThrottlePercent / 100.0);
        _move.SetWholeNumber(MigrationTable.Rounds, sample.Rounds);
        _move.SetWholeNumber(MigrationTable.PostCopyFaults, (long)sample.PostCopyFaults);
        sink.Append(_move);
    }

    /// <summary>The samples of a move, by its number.</summary>
    internal IReadOnlyList<MigrationSample> CourseOf(int number) =>
        _courses.TryGetValue(number, out List<MigrationSample>? course) ? course : [];

    private string NameOf(Enum state)
    {
        if (!_names.TryGetValue(state, out string? name))
        {
            name = $"{state}";
            _names.Add(state, name);
        }

        return name;
    }
}
