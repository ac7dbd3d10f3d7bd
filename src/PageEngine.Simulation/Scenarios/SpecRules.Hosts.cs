namespace PageEngine.Simulation;

/// <content>Hosts.</content>
internal static partial class SpecRules
{
    private const int MostNodes = 64;
    private const int MostCleanScans = 7;
    private const int MostReadAhead = 512;
    private const int MostChannels = 1024;

    /// <summary>Collects everything that is wrong with a host.</summary>
    internal static void Check(HostSpec spec, SpecProblems problems)
    {
        CheckName(spec.Name, nameof(spec.Name), problems);
        CheckMemory(spec.Memory, problems);
        problems.Defined(spec.Depth, nameof(spec.Depth));
        if (spec.Memory.Pages > 0 && spec.Reserved >= spec.Memory)
        {
            problems.Add(nameof(spec.Reserved), $"is {spec.Reserved}, but must be less than the memory, {spec.Memory}");
        }

        problems.AtLeast(spec.Cpus, 1, nameof(spec.Cpus));
        problems.Within(spec.NumaNodes, 1, MostNodes, nameof(spec.NumaNodes));
        InsideIfAny(problems, nameof(spec.Swap), spec.Swap, Check);
        Inside(problems, nameof(spec.Disk), spec.Disk, Check);
        Inside(problems, nameof(spec.Nic), spec.Nic, Check);
        CheckName(spec.Lan, nameof(spec.Lan), problems);
        Inside(problems, nameof(spec.Sharing), spec.Sharing, Check);
        Inside(problems, nameof(spec.Reclaim), spec.Reclaim, Check);
        Inside(problems, nameof(spec.Admission), spec.Admission, Check);
        problems.Defined(spec.Costs, nameof(spec.Costs));
        problems.Defined(spec.OutOfMemory, nameof(spec.OutOfMemory));
    }

    private static void Check(SwapSpec spec, SpecProblems problems)
    {
        if (spec.Size.Pages == 0)
        {
            problems.Add(nameof(spec.Size), $"is {spec.Size}, but must be a page of 4 KiB or more");
        }

        Inside(problems, nameof(spec.Device), spec.Device, Check);
        problems.Within(spec.ReadAheadPages, 1, MostReadAhead, nameof(spec.ReadAheadPages));
    }

    private static void Check(StorageSpec spec, SpecProblems problems)
    {
        problems.NotNegative(spec.ReadLatency, nameof(spec.ReadLatency));
        problems.NotNegative(spec.WriteLatency, nameof(spec.WriteLatency));
        problems.AtLeast(spec.BytesPerSecond, 1, nameof(spec.BytesPerSecond));
        problems.Within(spec.Channels, 1, MostChannels, nameof(spec.Channels));
        problems.Share(spec.ReadFailureRate, nameof(spec.ReadFailureRate));
        problems.Share(spec.WriteFailureRate, nameof(spec.WriteFailureRate));
    }

    private static void Check(NicSpec spec, SpecProblems problems) =>
        problems.AtLeast(spec.BitsPerSecond, 1, nameof(spec.BitsPerSecond));

    private static void Check(SharingSpec spec, SpecProblems problems)
    {
        problems.Positive(spec.Interval, nameof(spec.Interval));
        problems.AtLeast(spec.PagesPerSecond, 1, nameof(spec.PagesPerSecond));
        problems.Defined(spec.Scope, nameof(spec.Scope));
        problems.Defined(spec.Isolation, nameof(spec.Isolation));
        problems.Within(spec.CleanScans, 0, MostCleanScans, nameof(spec.CleanScans));
        problems.AtLeast(spec.MaxSharers, 2, nameof(spec.MaxSharers));
        problems.Defined(spec.LargePages, nameof(spec.LargePages));
        problems.Share(spec.UnmergeHeadroom, nameof(spec.UnmergeHeadroom));
    }

    private static void Check(ReclaimSpec spec, SpecProblems problems)
    {
        problems.Defined(spec.States, nameof(spec.States));
        problems.Positive(spec.Interval, nameof(spec.Interval));
        InsideIfAny(problems, nameof(spec.Compression), spec.Compression, Check);
        CheckBelowOne(spec.IdleTax, nameof(spec.IdleTax), problems);
        problems.Positive(spec.AllocationInterval, nameof(spec.AllocationInterval));
        problems.Positive(spec.SamplePeriod, nameof(spec.SamplePeriod));
        problems.AtLeast(spec.SamplePages, 1, nameof(spec.SamplePages));
        problems.Defined(spec.Victims, nameof(spec.Victims));
    }

    private static void Check(CompressionSpec spec, SpecProblems problems)
    {
        problems.Defined(spec.Compressor, nameof(spec.Compressor));
        problems.Share(spec.CacheShare, nameof(spec.CacheShare));
        problems.Share(spec.CompressibleShare, nameof(spec.CompressibleShare));
    }

    private static void Check(AdmissionSpec spec, SpecProblems problems)
    {
        problems.Defined(spec.Rule, nameof(spec.Rule));
        problems.Positive(spec.OvercommitRatio, nameof(spec.OvercommitRatio));
    }

    private static void CheckBelowOne(double share, string property, SpecProblems problems)
    {
        if (share == 1)
        {
            problems.Add(property, "is 1, but must be below 1");
        }
        else
        {
            problems.Share(share, property);
        }
    }
}
