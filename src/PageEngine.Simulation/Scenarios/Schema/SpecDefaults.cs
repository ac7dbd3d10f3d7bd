using System.Text.Json;
using System.Text.Json.Nodes;
using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>
/// What specs are where nothing is said: a spec of each type as its own initialisers make it, as JSON.
/// </summary>
internal static class SpecDefaults
{
    private static readonly object[] Specs =
    [
        new HostSpec("", default),
        new SwapSpec(default),
        new StorageSpec(),
        new NicSpec(),
        new SharingSpec(),
        new ReclaimSpec(),
        new CompressionSpec(),
        new AdmissionSpec(),
        new VmSpec("", default),
        new GuestOsSpec(),
        new BalloonSpec(),
        new AsyncFaultSpec(),
        new DiskSpec("", default),
        new DeviceSpec(""),
        new ConnectionSpec(""),
        new ContentSpec(),
        new WorkloadPart(new IdleWorkload()),
        default(WorkingSetPoint),
        new UniformWorkload(),
        new SequentialWorkload(),
        new ZipfWorkload(),
        new HotColdWorkload(),
        new IdleWorkload(),
        new BootStormWorkload(),
        new PageCacheWorkload(),
        new WorkingSetGrowthWorkload(),
        new ComputeWorkload(),
        new MixedWorkload(),
        new TraceWorkload(),
        new StartAction { At = default, Machine = "" },
        new StopAction { At = default, Machine = "" },
        new PauseAction { At = default, Machine = "" },
        new ResumeAction { At = default, Machine = "" },
        new SuspendAction { At = default, Machine = "" },
        new DestroyAction { At = default, Machine = "" },
        new BalloonAction { At = default, Machine = "" },
        new MigrateAction { At = default, Machine = "", To = "" },
        new CallOffAction { At = default, Machine = "" },
        new EvacuateAction { At = default, Host = "" },
        new BalanceAction { At = default },
        new ConsolidateAction { At = default },
        new RelieveAction { At = default },
        new CutLinkAction { At = default, Between = [] },
        new RepairLinkAction { At = default, Between = [] },
        new LinkSpec(),
        new Cold(),
        new StopAndCopy(),
        new PreCopy(),
        new PostCopy(),
        new Hybrid(),
        new AutoConvergeOptions(),
        new DirtyLimitOptions(),
        new AdaptiveRate(),
        new XbzrleSpec(),
        new DowntimeStepsSpec(),
        new DuplicateSuppression(),
        new StreamCompression(),
    ];

    private static readonly Dictionary<Type, JsonObject> ByType = Specs.ToDictionary(
        static spec => spec.GetType(),
        static spec => JsonSerializer.SerializeToNode(spec, SpecJson.Default.GetTypeInfo(spec.GetType())!)!.AsObject());

    /// <summary>The disks that scenarios may call by name.</summary>
    private static readonly Dictionary<string, JsonObject> Disks = new(StringComparer.Ordinal)
    {
        ["hardDisk"] = ToNode(StorageSpec.HardDisk),
        ["ssd"] = ToNode(StorageSpec.Ssd),
        ["nvme"] = ToNode(StorageSpec.Nvme),
    };

    /// <summary>The names of disks.</summary>
    internal static IReadOnlyCollection<string> DiskNames => Disks.Keys;

    /// <summary>The types that have defaults.</summary>
    internal static IReadOnlyCollection<Type> Types => ByType.Keys;

    /// <summary>A disk by its name.</summary>
    internal static JsonObject DiskOf(string name) => Disks[name];

    /// <summary>A spec about which nothing is said; a type that has kinds answers with one of them.</summary>
    internal static JsonObject Of(Type type) =>
        ByType.TryGetValue(type, out JsonObject? spec)
            ? spec
            : ByType.First(pair => type.IsAssignableFrom(pair.Key)).Value;

    private static JsonObject ToNode(StorageSpec disk) =>
        JsonSerializer.SerializeToNode(disk, SpecJson.Default.StorageSpec)!.AsObject();
}
