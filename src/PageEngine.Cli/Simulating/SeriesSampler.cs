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
        HostMeasure now = sample.Measure;
        _host.SetNumber(HostTable.TimeSeconds, now.Time.TotalSeconds);
        _host.SetText(HostTable.Host, sample.Host);
        _host.SetWholeNumber(HostTable.CapacityPages, (long)now.CapacityPages);
        _host.SetWholeNumber(HostTable.FreePages, (long)now.FreePages);
        _host.SetWholeNumber(HostTable.PrivatePages, (long)now.PrivatePages);
        _host.SetWholeNumber(HostTable.SharedPages, (long)now.SharedPages);
        _host.SetWholeNumber(HostTable.CompressedPages, (long)now.CompressedFrames);
        _host.SetWholeNumber(HostTable.ReservedPages, (long)now.ReservedPages);
        _host.SetWholeNumber(HostTable.SharingPages, (long)now.SharingPages);
        _host.SetWholeNumber(HostTable.ZeroPages, (long)now.ZeroPages);
        _host.SetWholeNumber(HostTable.BalloonedPages, (long)now.BalloonedPages);
        _host.SetWholeNumber(HostTable.SwappedPages, (long)now.SwappedPages);
        _host.SetText(HostTable.State, NameOf(now.State));
        _host.SetNumber(HostTable.CpuShare, sample.CpuShare);
        _host.SetNumber(HostTable.DiskBusyShare, sample.DiskBusyShare);
        _host.SetNumber(HostTable.FaultsPerSecond, sample.FaultsPerSecond);
        _host.SetNumber(HostTable.BreaksPerSecond, sample.BreaksPerSecond);
        sink.Append(_host);
    }

    /// <inheritdoc/>
    public void OnGuest(in GuestSample sample)
    {
        MachineMeasure now = sample.Measure;
        _guest.SetNumber(GuestTable.TimeSeconds, now.Time.TotalSeconds);
        _guest.SetText(GuestTable.Host, sample.Host);
        _guest.SetText(GuestTable.Guest, sample.Guest);
        _guest.SetText(GuestTable.Lifecycle, NameOf(now.State));
        _guest.SetWholeNumber(GuestTable.ConfiguredPages, (long)now.ConfiguredPages);
        _guest.SetWholeNumber(GuestTable.EntitlementPages, (long)now.EntitlementPages);
        _guest.SetWholeNumber(GuestTable.ResidentPages, (long)now.ResidentPages);
        _guest.SetWholeNumber(GuestTable.SharedPages, (long)now.SharedPages);
        _guest.SetWholeNumber(GuestTable.ZeroPages, (long)now.ZeroPages);
        _guest.SetWholeNumber(GuestTable.BalloonTargetPages, (long)now.BalloonTargetPages);
        _guest.SetWholeNumber(GuestTable.BalloonPages, (long)now.BalloonPages);
        _guest.SetWholeNumber(GuestTable.CompressedPages, (long)now.CompressedPages);
        _guest.SetWholeNumber(GuestTable.SwappedPages, (long)now.SwappedPages);
        _guest.SetWholeNumber(GuestTable.WorkingSetPages, (long)now.WorkingSetPages);
        _guest.SetWholeNumber(GuestTable.GuestFreePages, (long)now.Guest.Free);
        _guest.SetWholeNumber(GuestTable.GuestCachePages, (long)(now.Guest.CleanCache + now.Guest.DirtyCache));
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
