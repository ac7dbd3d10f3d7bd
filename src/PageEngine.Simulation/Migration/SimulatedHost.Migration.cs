namespace PageEngine.Simulation;

/// <content>Machines that arrive and leave.</content>
public sealed partial class SimulatedHost
{
    private ulong _incomingPages;

    /// <summary>The machines for which memory is held here and that do not belong to the host yet.</summary>
    internal IEnumerable<VirtualMachine> Arriving => Simulation.ArrivingAt(this);

    /// <summary>Frames that are promised to machines on their way.</summary>
    internal ulong IncomingPages => _incomingPages;

    /// <summary>Why a machine of so many pages cannot come; null when it can.</summary>
    internal Refusal? RefuseArrival(VmSpec spec, ulong pages)
    {
        if (RefuseAdmission(spec) is { } refusal)
        {
            return refusal;
        }

        ulong wanted = pages + Spec.OverheadPerVm.Pages;
        return FreePages < wanted
            ? new Refusal(RefusalReason.NoMemory, $"host {Name} has {FreePages} free pages and the machine needs {wanted}")
            : null;
    }

    /// <summary>Makes memory for a machine on its way, and promises it frames.</summary>
    internal PagedMemory Receive(VirtualMachine machine, ulong promise)
    {
        PagedMemory memory = (PagedMemory)Attach(machine);
        Promise(memory, promise);
        return memory;
    }

    internal void Promise(PagedMemory memory, ulong pages)
    {
        memory.PromisedPages = pages;
        _incomingPages += pages;
        UpdateReserve();
    }

    /// <summary>Lets a memory take one of the frames that it was promised.</summary>
    internal void UsePromise(PagedMemory memory)
    {
        if (memory.PromisedPages > 0)
        {
            memory.PromisedPages--;
            _incomingPages--;
            UpdateReserve();
        }
    }

    /// <summary>Takes back what is left of a promise.</summary>
    internal void EndPromise(PagedMemory memory)
    {
        _incomingPages -= memory.PromisedPages;
        memory.PromisedPages = 0;
        UpdateReserve();
    }

    /// <summary>Takes in a machine that has arrived.</summary>
    internal void Add(VirtualMachine machine)
    {
        _machines.Add(machine);
        DivideMemory();
    }
}
