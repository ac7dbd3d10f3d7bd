namespace PageEngine.Simulation;

/// <summary>Which pages a move sends as references, because the destination holds their content already.</summary>
/// <remarks>
/// <para>The sender knows contents by their fingerprints: of what it has sent itself, and of what the destination told it
/// at the beginning. A reference names a page of a machine there and its fingerprint. The destination compares; where the
/// page has gone or has changed meanwhile, it asks for the page itself, which costs a time there and back.</para>
/// <para>Only pages in the machine's own sharing domain are named, so a reference never tells of a machine that it may not
/// share with. Pages that follow a machine in post-copy are not named. Immutable.</para>
/// </remarks>
public sealed record DuplicateSuppression
{
    /// <summary>Whether pages are named that the move itself has sent.</summary>
    public bool OwnPages { get; init; } = true;

    /// <summary>Whether pages of other machines on the destination are named.</summary>
    public bool HostPages { get; init; } = true;

    /// <summary>Whether an old checkpoint of the machine at the destination is used; see <see cref="MigrationMethod.LeaveCheckpoint"/>.</summary>
    public bool Checkpoint { get; init; } = true;

    /// <summary>What fingerprinting a page takes one processor of the source; it bounds how fast pages are sent.</summary>
    public SimTime FingerprintTime { get; init; } = new(400);
}
