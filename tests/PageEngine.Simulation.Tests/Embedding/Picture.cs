using System.Globalization;
using System.IO.Hashing;
using System.Reflection;

namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>Everything that can be seen of a simulation from outside, as lines, so that a difference says where it is.</summary>
internal static class Picture
{
    private static readonly PropertyInfo[] Counters = typeof(MemoryCounters).GetProperties();

    internal static byte[] Save(Simulation simulation)
    {
        using MemoryStream stream = new();
        simulation.Save(stream);
        return stream.ToArray();
    }

    internal static Simulation Restore(byte[] state, SimulationOptions? options = null) =>
        Simulation.Restore(new MemoryStream(state), new SimulationRestoreOptions { Simulation = options ?? new SimulationOptions() });

    /// <summary>What is seen without touching a page.</summary>
    internal static List<string> Of(Simulation simulation)
    {
        List<string> lines =
        [
            $"now {simulation.Now.Nanoseconds} next {simulation.NextEventTime.Nanoseconds}",
            $"hash {simulation.EventHash:x16} after {simulation.EventsHandled}",
            $"question {simulation.PendingDecision is not null} fault {simulation.FaultException}",
        ];
        foreach (SimulatedHost host in simulation.Hosts)
        {
            Add(lines, host);
        }

        foreach (VirtualMachine machine in simulation.VirtualMachines)
        {
            Add(lines, machine);
        }

        return lines;
    }

    /// <summary>The pages of all machines that hold some; reading brings them back, so this ends the comparison.</summary>
    internal static List<string> Contents(Simulation simulation)
    {
        List<string> lines = [];
        byte[] page = new byte[Page.Size];
        foreach (VirtualMachine machine in simulation.VirtualMachines)
        {
            if (machine.Memory is null || !VmTransitions.HoldsMemory(machine.State))
            {
                continue;
            }

            for (ulong number = 0; number < machine.Spec.Memory.Pages; number++)
            {
                page.AsSpan().Clear();
                AccessOutcome outcome = machine.Read(number << Page.Shift, page);
                lines.Add($"{machine} page {number} {outcome.Failure} {XxHash3.HashToUInt64(page):x16}");
            }
        }

        return lines;
    }

    private static void Add(List<string> lines, SimulatedHost host)
    {
        lines.Add($"{host} {host.Id} {host.MemoryState} free {host.FreePages} of {host.CapacityPages}, {host.ReservedFrames} reserved");
        lines.Add($"{host} busy {host.HypervisorNanoseconds}, headroom {host.HeadroomPages}, has {string.Join(' ', host.VirtualMachines)}");
        if (host.Pages is { } pages)
        {
            lines.Add($"{host} {pages.Sharer.Report}");
            lines.Add($"{host} {pages.Store.FreeFrames} free, {pages.Guests.Count} guests, {pages.BackingStores.Count} stores");
            lines.Add($"{host} stores {string.Join(' ', pages.BackingStores.Select(store => store.UsedSlots))}");
        }
    }

    private static void Add(List<string> lines, VirtualMachine machine)
    {
        lines.Add($"{machine} {machine.Id} on {machine.Host} {machine.State} {machine.CrashReason}");
        lines.Add($"{machine} balloon {machine.BalloonPages} of {machine.BalloonTargetPages} {machine.BalloonStatus}");
        lines.Add($"{machine} works on {machine.WorkingSetPages}, entitled to {machine.EntitlementPages}");
        lines.Add($"{machine} {machine.GuestStatistics}, {machine.LiveTasks} tasks, {machine.OutstandingFaults} faults");
        for (int i = 0; i < machine.Spec.Workloads.Count; i++)
        {
            lines.Add($"{machine} workload {i} {machine.WorkOf(i)}");
        }

        foreach (PropertyInfo counter in Counters)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{machine} {counter.Name} {counter.GetValue(machine.Counters)}"));
        }

        if (machine.Memory is { } memory)
        {
            lines.Add($"{machine} maps {memory.MappedPages}, {memory.SharedZeroPages} zero, dirty log {memory.DirtyLog.Cursors.Count}");
        }
    }
}
