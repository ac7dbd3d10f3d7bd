namespace PageEngine.Reports;

/// <summary>Which distances between labels are round.</summary>
internal enum TickSteps
{
    /// <summary>1, 2 and 5 times a power of ten.</summary>
    Decimal,

    /// <summary>Powers of two.</summary>
    Binary,

    /// <summary>What divides an hour: 1, 2, 5, 10, 15, 20, 30, 60; beyond and below as <see cref="Decimal"/>.</summary>
    Sixties,
}
