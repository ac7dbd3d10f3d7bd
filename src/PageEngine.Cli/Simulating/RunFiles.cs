using System.Globalization;
using PageEngine.Cli.Commands;
using PageEngine.Cli.Migrating;
using PageEngine.Reports;
using PageEngine.Simulation;

namespace PageEngine.Cli.Simulating;

/// <summary>The files of a run: series, events, manifest, report. All of them appear at the end, or none.</summary>
internal sealed class RunFiles : IDisposable
{
    private const int MostNotes = 10;

    private readonly string _directory;
    private readonly ScenarioFile _file;
    private readonly SeriesHistory _history;
    private readonly SeriesSinkGroup _sinks;
    private readonly EventLogSink _log;
    private readonly EventWriter _events;
    private readonly SeriesSampler _sampler;
    private readonly bool _isNew;

    internal RunFiles(string directory, ScenarioFile file, Simulation.Simulation simulation)
    {
        _directory = directory;
        _file = file;
        _isNew = !Directory.Exists(directory);
        int machines = simulation.VirtualMachines.Count;
        _history = new SeriesHistory(new SeriesHistoryOptions { SeriesPerTable = Math.Max(machines, 1) });
        _sinks = new SeriesSinkGroup(
            new CsvSeriesSink(directory),
            new JsonLinesSeriesSink(directory),
            new ParquetSeriesSink(directory),
            _history);
        _log = new EventLogSink(directory);
        _events = new EventWriter(simulation, _log);
        simulation.Observe(_events, EventWriter.Filter);
        SeriesSchema[] tables = [HostTable.Schema, GuestTable.Schema];
        _sinks.Begin(file.Scenario.MovesMachines ? [.. tables, MigrationTable.Schema] : tables);
        _sampler = new SeriesSampler(_sinks);
    }

    internal IScenarioSampler Sampler => _sampler;

    /// <summary>Puts all files in their places.</summary>
    internal IReadOnlyList<RunFile> Complete(ScenarioResult result)
    {
        _sinks.Complete();
        List<RunFile> files = [.. _sinks.Files, _log.Complete()];
        RunManifest manifest = new()
        {
            ToolVersion = VersionLine.Version,
            Scenario = RunScenario.Of(_file.Path, _file.Content),
            Seed = result.Seed,
            SimulatedNanoseconds = result.SimulatedTime.Nanoseconds,
            EventCount = (long)result.EventsHandled,
            EventHash = result.EventHash.ToString("x16", CultureInfo.InvariantCulture),
            Files = [.. files],
        };
        HtmlReport report = SimulationReport.Compose(new SimulationReportInput
        {
            Title = _file.Scenario.Name,
            Subtitle = _file.Scenario.Description,
            History = _history,
            Manifest = manifest,
            Moves =
            [
                .. result.Migrations.Select((move, i) =>
                    MoveRecords.Of(move, i + 1, _sampler.CourseOf(i + 1), PlanWords.BeginOf(move, result))),
            ],
            Plans = [.. result.Plans.Select(PlanWords.Describe)],
            Events = _events.ForReport,
            Notes = [.. result.Refusals.Take(MostNotes).Select(
                static refusal => $"At {refusal.Time}: {refusal.Action} was refused: {refusal.Refusal.Text}.")],
        });
        files.Add(report.Write(_directory));
        files.Add((manifest with { Files = [.. files] }).Write(_directory));
        return files;
    }

    public void Dispose()
    {
        _sinks.Dispose();
        _log.Dispose();
        if (_isNew)
        {
            RunDirectory.RemoveIfEmpty(_directory);
        }
    }
}
