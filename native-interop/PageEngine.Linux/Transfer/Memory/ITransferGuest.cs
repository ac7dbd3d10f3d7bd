namespace PageEngine.Linux;

/// <summary>What begins to run on the receiving side.</summary>
public interface ITransferGuest
{
    /// <summary>
    /// Goes on with the memory that was received. Called once, on the receiver's thread, when the guest is its own.
    /// </summary>
    /// <remarks>
    /// In post-copy, pages may still be missing: whoever touches one waits for it. Must not wait for them itself.
    /// </remarks>
    /// <param name="states">The states that the owner saved.</param>
    public void Activate(IReadOnlyList<GuestState> states);
}
