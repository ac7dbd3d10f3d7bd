using PageEngine.Migration;
using PageEngine.Simulation;

namespace PageEngine.CApi;

/// <summary>Options of the header as the specs of the simulation.</summary>
internal static class OptionReading
{
    internal static HostSpec HostOf(in PeSimHostOptions options, string name)
    {
        HostSpec spec = new(name, new ByteSize(options.MemoryBytes));
        spec = options.Cpus == 0 ? spec : spec with { Cpus = checked((int)options.Cpus) };
        spec = options.NicBitsPerSecond == 0
            ? spec : spec with { Nic = new NicSpec { BitsPerSecond = checked((long)options.NicBitsPerSecond) } };
        return options.SwapBytes == 0 ? spec : spec with { Swap = new SwapSpec(new ByteSize(options.SwapBytes)) };
    }

    internal static LinkSpec LinkOf(in PeLinkOptions options)
    {
        LinkSpec spec = new() { RoundTrip = new SimTime(options.RoundTripNs) };
        return options.BitsPerSecond == 0
            ? spec : spec with { BitsPerSecond = checked((long)options.BitsPerSecond) };
    }

    internal static VmSpec MachineOf(in PeMachineOptions options, string name)
    {
        VmSpec spec = new(name, new ByteSize(options.MemoryBytes))
        {
            Vcpus = options.Vcpus == 0 ? 1 : checked((int)options.Vcpus),
        };
        return WorkloadOf(options) is { } workload ? spec with { Workloads = [workload] } : spec;
    }

    internal static MigrationMethod MethodOf(in PeMoveOptions options)
    {
        int streams = options.Streams == 0 ? 1 : checked((int)options.Streams);
        return options.Method switch
        {
            0 => Set(new PreCopy { Rounds = options.Rounds == 0 ? null : checked((int)options.Rounds) }, options),
            1 => new StopAndCopy { Streams = streams },
            2 => new PostCopy { Streams = streams },
            3 => Set(new Hybrid { PreCopyRounds = options.Rounds == 0 ? 1 : checked((int)options.Rounds) }, options),
            4 => new Cold { Streams = streams },
            _ => throw new CallException(Status.Argument, $"there is no method {options.Method} of migration"),
        };
    }

    private static PreCopy Set(PreCopy method, in PeMoveOptions options)
    {
        if (options.Policy > (uint)StopPolicyKind.Drain)
        {
            throw new CallException(Status.Argument, $"there is no policy {options.Policy}");
        }

        return method with
        {
            Streams = options.Streams == 0 ? 1 : checked((int)options.Streams),
            Policy = (StopPolicyKind)options.Policy,
            DowntimeLimit = options.DowntimeLimitNs == 0 ? method.DowntimeLimit : new SimTime(options.DowntimeLimitNs),
            TimeCap = options.TimeCapNs == 0 ? null : new SimTime(options.TimeCapNs),
            BytesPerSecond = options.BytesPerSecond == 0 ? null : checked((long)options.BytesPerSecond),
            AutoConverge = options.AutoConverge == 0 ? null : new AutoConvergeOptions(),
        };
    }

    private static WorkloadSpec? WorkloadOf(in PeMachineOptions options)
    {
        WorkloadSpec? workload = options.Workload switch
        {
            0 => null,
            1 => Workloads.Idle(),
            2 => Workloads.Uniform(),
            3 => Workloads.Sequential(),
            4 => Workloads.Zipf(),
            5 => Workloads.HotCold(),
            _ => throw new CallException(Status.Argument, $"there is no workload {options.Workload}"),
        };
        if (workload is null or IdleWorkload)
        {
            return workload;
        }

        return workload with
        {
            AccessesPerSecond = options.AccessesPerSecond == 0 ? workload.AccessesPerSecond : options.AccessesPerSecond,
            WriteShare = options.WriteShare,
            Memory = options.WorkingSetBytes == 0 ? null : new ByteSize(options.WorkingSetBytes),
        };
    }
}
