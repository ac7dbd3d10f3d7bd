namespace PageEngine.Simulation;

/// <summary>Asynchronous page faults: a processor that touches an absent page goes on with another task.</summary>
public sealed record AsyncFaultSpec
{
    /// <summary>The most faults of one processor that may be outstanding; the next one stalls it. 1 or more.</summary>
    /// <remarks>KVM keeps 64 (arch/x86/include/asm/kvm_host.h, ASYNC_PF_PER_VCPU).</remarks>
    public int MaxOutstanding { get; init; } = 64;
}
