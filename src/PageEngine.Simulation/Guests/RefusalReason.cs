namespace PageEngine.Simulation;

/// <summary>Why something that was asked for was not done.</summary>
public enum RefusalReason
{
    /// <summary>The machine's state does not allow it.</summary>
    WrongState,

    /// <summary>The rule of the host for admission is against it.</summary>
    NotAdmitted,

    /// <summary>A reservation cannot be met.</summary>
    ReservationTooLarge,

    /// <summary>The host has too few free frames.</summary>
    NoMemory,

    /// <summary>The host has no room on its disk.</summary>
    NoDiskSpace,

    /// <summary>The machine has no balloon driver.</summary>
    NoBalloon,

    /// <summary>The host is not there.</summary>
    NoHost,

    /// <summary>The machine is being moved already.</summary>
    AlreadyMigrating,

    /// <summary>The machine is on that host already.</summary>
    SameHost,

    /// <summary>The hosts keep memory in ways that do not go together: one has pages, the other only rates.</summary>
    IncompatibleHosts,

    /// <summary>Nothing gets from one host to the other.</summary>
    NoPath,

    /// <summary>What was asked for cannot be done any more: the machine runs on its new host.</summary>
    TooLate,

    /// <summary>A device of the host is in the way: the guest uses it itself and cannot do without.</summary>
    DeviceCannotMove,

    /// <summary>The method combines features that exclude each other, or one without another that it needs.</summary>
    IncompatibleFeatures,
}
