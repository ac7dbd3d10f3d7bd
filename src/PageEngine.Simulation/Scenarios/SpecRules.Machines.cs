namespace PageEngine.Simulation;

/// <content>Virtual machines.</content>
internal static partial class SpecRules
{
    private const int MostVcpus = 1024;

    /// <summary>Collects everything that is wrong with a machine.</summary>
    internal static void Check(VmSpec spec, SpecProblems problems)
    {
        CheckName(spec.Name, nameof(spec.Name), problems);
        CheckMemory(spec.Memory, problems);
        problems.Within(spec.Vcpus, 1, MostVcpus, nameof(spec.Vcpus));
        CheckResources(spec, problems);
        if (spec.Domain is not null)
        {
            CheckName(spec.Domain, nameof(spec.Domain), problems);
        }

        problems.Within(spec.NumaNode, 0, MostNodes - 1, nameof(spec.NumaNode));
        if (problems.Present(spec.Guest, nameof(spec.Guest)))
        {
            problems.Enter(nameof(spec.Guest));
            Check(spec.Guest, spec.Memory, problems);
            problems.Leave();
        }

        Inside(problems, nameof(spec.Balloon), spec.Balloon, Check);
        InsideIfAny(problems, nameof(spec.AsyncFaults), spec.AsyncFaults, Check);
        problems.NotNegative(spec.BootTime, nameof(spec.BootTime));
        InsideIfAny(problems, nameof(spec.Nic), spec.Nic, Check);
        CheckHardware(spec, problems);
        if (problems.Present(spec.Workloads, nameof(spec.Workloads)))
        {
            CheckWorkloads(spec, problems);
        }
    }

    private static void CheckResources(VmSpec spec, SpecProblems problems)
    {
        if (spec.Reservation > spec.Memory)
        {
            problems.Add(
                nameof(spec.Reservation), $"is {spec.Reservation}, but must be at most the memory, {spec.Memory}");
        }

        if (spec.Limit is { Pages: 0 } none)
        {
            problems.Add(nameof(spec.Limit), $"is {none}, but must be a page of 4 KiB or more");
        }
        else if (spec.Limit is { } limit && limit < spec.Reservation)
        {
            problems.Add(nameof(spec.Limit), $"is {limit}, but must be at least the reservation, {spec.Reservation}");
        }

        if (spec.Shares is { } shares)
        {
            problems.AtLeast(shares, 1, nameof(spec.Shares));
        }
    }

    private static void Check(GuestOsSpec spec, ByteSize memory, SpecProblems problems)
    {
        if (spec.Image is not null)
        {
            CheckName(spec.Image, nameof(spec.Image), problems);
        }

        if (memory.Pages > 0 && spec.Kernel >= memory)
        {
            problems.Add(nameof(spec.Kernel), $"is {spec.Kernel}, but must be less than the memory, {memory}");
        }
        else if (memory.Pages > 0 && spec.KernelBytesPerPage is >= 0 and < Page.Size && spec.KernelPagesIn(memory.Pages) >= memory.Pages)
        {
            problems.Add(nameof(spec.KernelBytesPerPage), $"is {spec.KernelBytesPerPage}, which leaves nothing of the memory, {memory}");
        }

        problems.Within(spec.KernelBytesPerPage, 0, Page.Size - 1, nameof(spec.KernelBytesPerPage));

        problems.Share(spec.ImageShare, nameof(spec.ImageShare));
        CheckBelowOne(spec.FreeReserve, nameof(spec.FreeReserve), problems);
        if (spec.Swap.Pages > MostPages)
        {
            problems.Add(nameof(spec.Swap), $"is {spec.Swap}, but must be less than 16 TiB");
        }

        Inside(problems, nameof(spec.Disk), spec.Disk, Check);
        problems.Positive(spec.TimeSlice, nameof(spec.TimeSlice));
    }

    private static void Check(BalloonSpec spec, SpecProblems problems)
    {
        problems.Defined(spec.Behaviour, nameof(spec.Behaviour));
        problems.Share(spec.Cap, nameof(spec.Cap));
        problems.AtLeast(spec.PagesPerSecond, 1, nameof(spec.PagesPerSecond));
        problems.Positive(spec.Interval, nameof(spec.Interval));
    }

    private static void Check(AsyncFaultSpec spec, SpecProblems problems) =>
        problems.AtLeast(spec.MaxOutstanding, 1, nameof(spec.MaxOutstanding));

    private static void CheckWorkloads(VmSpec spec, SpecProblems problems)
    {
        for (int i = 0; i < spec.Workloads.Count; i++)
        {
            WorkloadSpec workload = spec.Workloads[i];
            problems.Enter(nameof(spec.Workloads), i);
            if (workload is null)
            {
                problems.Add("", "is missing");
            }
            else
            {
                workload.Check(problems);
                CheckFits(workload, spec, problems);
            }

            problems.Leave();
        }
    }

    private static void CheckFits(WorkloadSpec workload, VmSpec spec, SpecProblems problems)
    {
        if (workload.Memory is { } memory && memory > spec.Memory)
        {
            problems.Add(
                nameof(workload.Memory), $"is {memory}, but must be at most the memory of the machine, {spec.Memory}");
        }
    }
}
