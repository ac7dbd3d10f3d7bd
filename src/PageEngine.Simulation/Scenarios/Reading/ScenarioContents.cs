using PageEngine.Images;

namespace PageEngine.Simulation;

/// <summary>Reads the traces and dumps that a scenario names, each once.</summary>
/// <param name="files">Opens them; null when nobody does.</param>
/// <param name="errors">Takes what cannot be read.</param>
/// <param name="warnings">Takes what was read with parts left out.</param>
internal sealed class ScenarioContents(IScenarioFiles? files, ScenarioErrors errors, ScenarioErrors warnings)
{
    private readonly Dictionary<string, PageTrace?> _traces = new(StringComparer.Ordinal);
    private readonly List<string> _dumps = [];
    private DumpTokens? _tokens;

    /// <summary>Opens everything that is named below a value.</summary>
    internal void Load(JsonTree root)
    {
        if (files is null)
        {
            return;
        }

        List<PageSource> dumps = [];
        try
        {
            Visit(root, dumps);
            _tokens = dumps.Count > 0 && errors.Count == 0 ? DumpTokens.Load(dumps) : null;
        }
        catch (IOException exception)
        {
            errors.Add(root, $"names a dump that cannot be read: {exception.Message}");
        }
        finally
        {
            dumps.ForEach(static dump => dump.Dispose());
        }
    }

    /// <summary>Whether a path names something that could not be read, which was said already.</summary>
    internal bool HasFailedToRead(JsonTree path) => files is not null && errors.HasErrorAt(path);

    /// <summary>The workload with what its paths stand for.</summary>
    internal WorkloadSpec Fill(WorkloadSpec workload)
    {
        if (workload is MixedWorkload mixed)
        {
            IEnumerable<WorkloadPart> parts = mixed.Parts.Select(part => part with { Workload = Fill(part.Workload) });
            workload = mixed with { Parts = [.. parts] };
        }
        else if (workload is TraceWorkload { Path: { } path } replay && _traces.TryGetValue(path, out PageTrace? trace))
        {
            workload = replay with { Trace = trace };
        }

        int dump = workload.Content.Dump is { } name ? _dumps.IndexOf(name) : -1;
        return dump < 0 || _tokens is null
            ? workload
            : workload with { Content = workload.Content with { DumpTokens = _tokens, DumpIndex = dump } };
    }

    private void Visit(JsonTree node, List<PageSource> dumps)
    {
        foreach (JsonTreeProperty property in node.Properties)
        {
            bool isText = property.Value.Kind == JsonTreeKind.String;
            if (isText && property.Name == "dump")
            {
                OpenDump(property.Value, dumps);
            }
            else if (isText && property.Name == "path")
            {
                OpenTrace(property.Value);
            }
            else
            {
                Visit(property.Value, dumps);
            }
        }

        foreach (JsonTree item in node.Items)
        {
            Visit(item, dumps);
        }
    }

    private void OpenDump(JsonTree path, List<PageSource> dumps)
    {
        if (_dumps.Contains(path.Text))
        {
            return;
        }

        try
        {
            dumps.Add(files!.OpenDump(path.Text));
            _dumps.Add(path.Text);
        }
        catch (IOException exception)
        {
            errors.Add(path, $"is {path}, but that dump cannot be opened: {exception.Message}");
        }
    }

    private void OpenTrace(JsonTree path)
    {
        if (_traces.ContainsKey(path.Text))
        {
            return;
        }

        try
        {
            using Stream stream = files!.OpenTrace(path.Text);
            PageTrace trace = PageTrace.Load(stream);
            _traces[path.Text] = trace;
            if (trace.Report is { IsClean: false } report)
            {
                warnings.Add(path, $"is {path}, and {Describe(report)}");
            }
        }
        catch (IOException exception)
        {
            errors.Add(path, $"is {path}, but that trace cannot be read: {exception.Message}");
        }
    }

    private static string Describe(PageTraceReport report) => report.Errors.Count == 0
        ? "that trace stops in the middle; what is before counts"
        : $"{report.ErrorCount} lines or blocks of that trace are left out; the first is {report.Errors[0]}";
}
