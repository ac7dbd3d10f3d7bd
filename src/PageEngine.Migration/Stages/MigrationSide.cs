namespace PageEngine.Migration;

/// <summary>One of the two hosts of a migration, or none.</summary>
public enum MigrationSide
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary>The host that the guest leaves.</summary>
    Source = 1,

    /// <summary>The host that it goes to.</summary>
    Destination = 2,
}
