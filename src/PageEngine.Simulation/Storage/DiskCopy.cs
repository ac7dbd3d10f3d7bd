namespace PageEngine.Simulation;

/// <summary>An older copy of a disk on a host, and the blocks that were written since.</summary>
internal sealed record DiskCopy(EntityId Host, SparseTable<ulong> Contents, DirtyBitmap Changed);
