using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PageEngine.Simulation;

/// <summary>Makes a scenario of JSON that fits the schema, and collects what makes no sense in it.</summary>
internal sealed partial class ScenarioBuilder(ScenarioContents contents, ScenarioErrors errors)
{
    /// <summary>The most machines that a scenario may have.</summary>
    internal const int MostMachines = 10_000;

    // Templates are written out for everybody who has them: a small text must not become a very large one.
    private const int MostNodes = 4 * JsonTreeParser.MostNodes;

    private readonly Dictionary<string, JsonTree> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);

    internal Scenario? Build(JsonTree root, string name)
    {
        if (!FitsWithTemplates(root))
        {
            return null;
        }

        List<ScenarioHost> hosts = [];
        foreach (JsonTree host in root["hosts"]!.Items)
        {
            if (BuildHost(host, root) is { } built)
            {
                hosts.Add(built);
            }
        }

        if (hosts.Count == 0 && errors.Count == 0)
        {
            errors.Add(root["hosts"]!, "is empty, but a scenario needs a host");
        }

        List<ScenarioLink> links = BuildLinks(root["links"]);
        List<ScenarioAction> actions = BuildActions(root["actions"], links);
        Scenario scenario = new(root["name"]?.Text ?? name)
        {
            Description = root["description"]?.Text ?? "",
            Seed = root["seed"] is { } seed ? ulong.Parse(seed.Text, CultureInfo.InvariantCulture) : 0,
            Duration = PositiveTime(root["duration"]!),
            SampleInterval = root["sampleInterval"] is { } interval ? PositiveTime(interval) : SimTime.FromSeconds(1),
            Hosts = hosts,
            Links = links,
            Actions = [.. actions.OrderBy(static action => action.At)],
        };
        return errors.Count == 0 ? scenario : null;
    }

    /// <summary>
    /// Whether there is room for all templates where they are used; nothing is made before that is known.
    /// </summary>
    private bool FitsWithTemplates(JsonTree root)
    {
        int nodes = 0;
        foreach (JsonTree host in root["hosts"]!.Items)
        {
            IEnumerable<JsonTree> machines = TemplateOf(host, root, "hostTemplates")?["machines"]?.Items ?? [];
            bool fits = Fits(host, "hostTemplates");
            foreach (JsonTree machine in machines.Concat(host["machines"]?.Items ?? []))
            {
                fits = fits && Fits(machine, "templates");
            }

            if (!fits)
            {
                return false;
            }
        }

        return true;

        bool Fits(JsonTree written, string list)
        {
            nodes += written.CountNodes() + (TemplateOf(written, root, list)?.CountNodes() ?? 0);
            if (nodes > MostNodes)
            {
                errors.Add(written, "makes the scenario too large: its templates are written out here once more");
            }

            return nodes <= MostNodes;
        }
    }

    private static JsonTree? TemplateOf(JsonTree written, JsonTree root, string list) =>
        written["template"] is { } named ? root[list]?[named.Text] : null;

    private ScenarioHost? BuildHost(JsonTree written, JsonTree root)
    {
        JsonTree? node = WithTemplate(written, root, "hostTemplates");
        if (node is null)
        {
            return null;
        }

        JsonTree own = node.Without("machines", "template");
        HostSpec? spec = Make(own, SpecJson.Default.HostSpec, SpecRules.Check, static spec => spec);
        if (spec is not null && !_hosts.Add(spec.Name))
        {
            errors.Add(node["name"]!, $"is \"{spec.Name}\", but there is a host of that name already");
        }

        if (spec is { OutOfMemory: OutOfMemoryAction.Ask })
        {
            errors.Add(node["outOfMemory"]!, "is \"ask\", but nobody is there to be asked while a scenario runs");
        }

        List<ScenarioMachine> machines = [];
        foreach (JsonTree machine in node["machines"]?.Items ?? [])
        {
            BuildMachines(machine, root, spec, machines);
        }

        return spec is null ? null : new ScenarioHost(spec) { Machines = machines };
    }

    private void BuildMachines(JsonTree written, JsonTree root, HostSpec? host, List<ScenarioMachine> machines)
    {
        JsonTree? node = WithTemplate(written, root, "templates");
        JsonTree? own = node?.Without("count", "start", "startEvery", "template");
        if (own is null || Make(own, SpecJson.Default.VmSpec, SpecRules.Check, FillMachine) is not { } spec)
        {
            return;
        }

        if (host is not null && spec.NumaNode >= host.NumaNodes)
        {
            errors.Add(
                node!["numaNode"]!,
                $"is {spec.NumaNode}, but host \"{host.Name}\" has only the nodes 0 to {host.NumaNodes - 1}");
        }

        int count = CountOf(node!);
        SimTime every = node!["startEvery"] is { } step ? Time(step) : SimTime.Zero;
        SimTime? start = node["start"] is { } first ? TimeOrNever(first) : SimTime.Zero;
        for (int i = 0; i < count; i++)
        {
            string name = node["count"] is null ? spec.Name : $"{spec.Name}-{i + 1}";
            if (!_names.TryAdd(name, written))
            {
                errors.Add(node["name"]!, $"makes a machine \"{name}\", but {_names[name].Path} does so too");
                return;
            }

            machines.Add(new ScenarioMachine(spec with { Name = name }) { Start = start + (every * i) });
        }
    }

    private int CountOf(JsonTree node)
    {
        if (node["count"] is not { } written)
        {
            return 1;
        }

        int count = int.Parse(written.Text, CultureInfo.InvariantCulture);
        if (count < 1 || count > MostMachines - _names.Count)
        {
            errors.Add(written, $"is {count}, but must be 1 or more, and {MostMachines} for all machines together");
            return 0;
        }

        return count;
    }

    private JsonTree? WithTemplate(JsonTree written, JsonTree root, string list)
    {
        JsonTree node = written;
        if (written["template"] is { } named)
        {
            if (TemplateOf(written, root, list) is not { } template)
            {
                IEnumerable<string>? known = root[list]?.Properties.Select(static property => property.Name);
                string hint = Spelling.DidYouMean(named.Text, known ?? []);
                errors.Add(named, $"is \"{named.Text}\", but \"{list}\" has no template of that name{hint}");
                return null;
            }

            node = written.Over(template);
        }

        if (node["memory"] is null)
        {
            errors.Add(node.Offset, JsonPath.Join(node.Path, "memory"), "is missing, here and in the template");
            return null;
        }

        return node;
    }

    /// <summary>Makes a spec and holds it to its rules.</summary>
    private T? Make<T>(JsonTree node, JsonTypeInfo<T> type, Action<T, SpecProblems> check, Func<T, T> fill)
        where T : class
    {
        T spec;
        try
        {
            spec = fill(SpecFiller.Make(node, type));
        }
        catch (JsonException exception)
        {
            // The schema lets nothing through that cannot be read; a reader of scenarios never throws all the same.
            errors.Add(node, $"cannot be read: {exception.Message}");
            return null;
        }
        catch (ArgumentException exception)
        {
            int before = errors.Count;
            SpecFaults.AddTo(errors, node, type);
            if (errors.Count == before)
            {
                errors.Add(node, $"makes no sense: {exception.Message.ReplaceLineEndings(" ")}");
            }

            return null;
        }

        SpecProblems problems = new();
        check(spec, problems);
        foreach (SpecProblem problem in problems.Found)
        {
            AddAt(node, problem);
        }

        return spec;
    }

    private VmSpec FillMachine(VmSpec spec) => spec with { Workloads = [.. spec.Workloads.Select(contents.Fill)] };

    /// <summary>Adds a problem where its property was written, which may be in a template.</summary>
    private void AddAt(JsonTree node, SpecProblem problem)
    {
        (JsonTree found, string rest) = JsonPath.Follow(node, problem.JsonPath);
        if (rest.Length == 0 && contents.HasFailedToRead(found))
        {
            return;
        }

        string path = rest.Length == 0 ? found.Path : JsonPath.Join(found.Path, rest);
        errors.Add(found.Offset, path, problem.Reason);
    }

    private SimTime PositiveTime(JsonTree node)
    {
        SimTime time = Time(node);
        if (time == SimTime.Zero)
        {
            errors.Add(node, "is 0, but must be above 0");
        }

        return time;
    }

    private static SimTime? TimeOrNever(JsonTree node) => node.Kind == JsonTreeKind.Null ? null : Time(node);

    private static SimTime Time(JsonTree node)
    {
        bool isTime = UnitText.TryParse(node.Text, out SimTime time, out _);
        Debug.Assert(isTime, "the schema says so");
        return time;
    }
}
