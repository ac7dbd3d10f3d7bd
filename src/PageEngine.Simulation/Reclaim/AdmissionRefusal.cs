namespace PageEngine.Simulation;

/// <summary>Why a virtual machine may not start on a host.</summary>
public enum AdmissionRefusal
{
    /// <summary>It may start.</summary>
    None = 0,

    /// <summary>The claim is for no memory at all.</summary>
    NoMemory = 1,

    /// <summary>The claim has a weight of 0.</summary>
    NoShares = 2,

    /// <summary>More is reserved than the guest's size.</summary>
    ReservationAboveSize = 3,

    /// <summary>More is reserved than the guest's limit.</summary>
    ReservationAboveLimit = 4,

    /// <summary>The host runs as many machines as it may.</summary>
    TooManyMachines = 5,

    /// <summary>Reservation and overhead do not fit what is unreserved.</summary>
    ReservationDoesNotFit = 6,

    /// <summary>The whole guest does not fit, and the policy allows no overcommit.</summary>
    SizeDoesNotFit = 7,

    /// <summary>More would be promised than the policy allows.</summary>
    OvercommitRatioExceeded = 8,

    /// <summary>The part of the guest that is not reserved does not fit the swap space.</summary>
    SwapDoesNotFit = 9,
}
