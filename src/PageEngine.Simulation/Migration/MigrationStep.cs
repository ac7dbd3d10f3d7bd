namespace PageEngine.Simulation;

/// <summary>What a <see cref="EventKind.MigrationStep"/> ends.</summary>
internal enum MigrationStep
{
    /// <summary>Both hosts have agreed.</summary>
    Agreed,

    /// <summary>The destination has taken room.</summary>
    Reserved,

    /// <summary>The destination has confirmed a round.</summary>
    RoundConfirmed,

    /// <summary>Pages that cross were read from the source's swap.</summary>
    PagesRead,

    /// <summary>The destination has confirmed that it has everything.</summary>
    Confirmed,

    /// <summary>The destination is ready to run the machine.</summary>
    Activated,

    /// <summary>The machine announces itself. The second number: which time, from 0.</summary>
    Announces,

    /// <summary>Both hosts know again which pages are missing.</summary>
    Recovered,

    /// <summary>Devices of the host were unplugged.</summary>
    Unplugged,

    /// <summary>Devices have nothing in their buffers any more.</summary>
    DevicesDrained,

    /// <summary>A period of the limits on processors is over.</summary>
    DirtyPeriod,

    /// <summary>The move begins anew.</summary>
    Retries,
}
