namespace PageEngine;

/// <summary>Where the frames that sharing saves come from.</summary>
/// <param name="ZeroPages">Pages of zeros that gave their frame back.</param>
/// <param name="WithinGuests">Pages that share with another page of the same guest: for each guest its shared pages, less the different frames they map.</param>
/// <param name="BetweenGuests">Pages that share with another guest: what is left of the pages saved.</param>
public readonly record struct SavingsSplit(ulong ZeroPages, ulong WithinGuests, ulong BetweenGuests)
{
    /// <summary>All frames saved.</summary>
    public ulong Total => ZeroPages + WithinGuests + BetweenGuests;
}
