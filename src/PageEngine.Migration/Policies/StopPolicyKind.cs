namespace PageEngine.Migration;

/// <summary>The stop policies that have a name of their own in options and scenarios.</summary>
public enum StopPolicyKind
{
    /// <summary><see cref="QemuStopPolicy"/>, <c>qemu</c>.</summary>
    Qemu = 0,

    /// <summary><see cref="XenStopPolicy"/>, <c>xen</c>.</summary>
    Xen = 1,

    /// <summary><see cref="XenLegacyStopPolicy"/>, <c>xen-legacy</c>.</summary>
    XenLegacy = 2,

    /// <summary><see cref="VMotionStopPolicy"/>, <c>vmotion</c>.</summary>
    VMotion = 3,

    /// <summary><see cref="CloudHypervisorStopPolicy"/>, <c>cloud-hypervisor</c>.</summary>
    CloudHypervisor = 4,

    /// <summary><see cref="DrainPolicy"/>, <c>drain</c>.</summary>
    Drain = 5,
}
