namespace PageEngine.Simulation;

/// <summary>What a move did with a disk that is not shared.</summary>
/// <param name="Name">The disk.</param>
/// <param name="BitmapBytes">What the bitmap of its blocks takes.</param>
/// <param name="IsIncremental">Whether the destination had an older copy, so that only what changed since was copied.</param>
/// <param name="Rounds">The passes while the machine ran.</param>
/// <param name="CopiedBlocks">Blocks copied in these passes.</param>
/// <param name="FrozenBlocks">Blocks copied while the processors stood still.</param>
/// <param name="FollowingBlocks">Blocks that followed when the machine ran on the destination.</param>
/// <param name="MirroredWrites">Writes of the guest that went to both disks.</param>
public readonly record struct DiskMoveReport(
    string Name,
    ulong BitmapBytes,
    bool IsIncremental,
    int Rounds,
    ulong CopiedBlocks,
    ulong FrozenBlocks,
    ulong FollowingBlocks,
    ulong MirroredWrites)
{
    /// <summary>All blocks that were copied, each as often as it was.</summary>
    public ulong Blocks => CopiedBlocks + FrozenBlocks + FollowingBlocks + MirroredWrites;
}
