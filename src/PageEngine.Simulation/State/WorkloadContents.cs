namespace PageEngine.Simulation;

/// <summary>The page traces and dumps of a machine's workloads, which stand beside its saved spec by their hashes.</summary>
/// <remarks>Workloads are visited in their order, the parts of a mix before the mix.</remarks>
internal static class WorkloadContents
{
    /// <summary>Writes the hashes.</summary>
    internal static void Save(StateWriter writer, VmSpec spec)
    {
        foreach (WorkloadSpec workload in spec.Workloads)
        {
            Save(writer, workload);
        }
    }

    /// <summary>Reads the hashes, and puts the traces and dumps into a spec that was read.</summary>
    internal static VmSpec Load(StateReader reader, VmSpec spec, ContentFinder finder)
    {
        StateReader.Require(spec.Workloads is not null, "a machine has no list of workloads");
        WorkloadSpec[] workloads = new WorkloadSpec[spec.Workloads!.Count];
        for (int i = 0; i < workloads.Length; i++)
        {
            workloads[i] = Load(reader, spec.Name, spec.Workloads[i], finder);
        }

        return spec with { Workloads = workloads };
    }

    /// <summary>Lets a finder know all traces and dumps of a spec.</summary>
    internal static void AddTo(ContentFinder finder, VmSpec spec)
    {
        foreach (WorkloadSpec workload in spec.Workloads)
        {
            AddTo(finder, workload);
        }
    }

    private static void Save(StateWriter writer, WorkloadSpec workload)
    {
        foreach (WorkloadPart part in PartsOf(workload))
        {
            Save(writer, part.Workload);
        }

        if (workload is TraceWorkload replay)
        {
            writer.Write(replay.Trace!.ContentHash);
        }

        ContentSpec content = workload.Content;
        writer.Write(content.DumpTokens is not null);
        if (content.DumpTokens is { } dumps)
        {
            writer.Write(content.DumpIndex);
            writer.Write(dumps.ContentHashOf(content.DumpIndex));
        }
    }

    private static WorkloadSpec Load(StateReader reader, string machine, WorkloadSpec? saved, ContentFinder finder)
    {
        StateReader.Require(saved?.Content is not null, "a workload is missing");
        WorkloadSpec workload = saved!;
        if (workload is MixedWorkload mix)
        {
            StateReader.Require(mix.Parts is not null && mix.Parts.All(static part => part is not null), "a mix has no parts");
            WorkloadPart[] parts = new WorkloadPart[mix.Parts!.Count];
            for (int i = 0; i < parts.Length; i++)
            {
                parts[i] = mix.Parts[i] with { Workload = Load(reader, machine, mix.Parts[i].Workload, finder) };
            }

            workload = mix with { Parts = parts };
        }

        if (workload is TraceWorkload replay)
        {
            workload = replay with { Trace = finder.Find(new SavedTrace(machine, replay.Path, reader.ReadUInt64())) };
        }

        if (!reader.ReadBoolean())
        {
            return workload;
        }

        SavedDump dump = new(machine, workload.Content.Dump, reader.ReadCount(), reader.ReadUInt64());
        return workload with
        {
            Content = workload.Content with { DumpTokens = finder.Find(dump), DumpIndex = dump.Index },
        };
    }

    private static void AddTo(ContentFinder finder, WorkloadSpec workload)
    {
        foreach (WorkloadPart part in PartsOf(workload))
        {
            AddTo(finder, part.Workload);
        }

        if (workload is TraceWorkload { Trace: { } trace })
        {
            finder.Add(trace);
        }

        if (workload.Content.DumpTokens is { } dumps)
        {
            finder.Add(dumps);
        }
    }

    private static IReadOnlyList<WorkloadPart> PartsOf(WorkloadSpec workload) => workload is MixedWorkload mix ? mix.Parts : [];
}
