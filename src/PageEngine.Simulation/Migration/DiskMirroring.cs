namespace PageEngine.Simulation;

/// <summary>How disks move that are not shared between the hosts.</summary>
public enum DiskMirroring
{
    /// <summary>
    /// In three phases with a bitmap of written blocks: rounds while the machine runs; at the switch only the bitmap;
    /// the blocks in it follow, those first that are read.
    /// </summary>
    /// <remarks>Luo et al., "Live and incremental whole-system migration of virtual machines using block-bitmap", CLUSTER 2008.</remarks>
    Bitmap,

    /// <summary>
    /// Once a block was copied, each write goes to both disks before it counts: nothing is left at the switch, and writes
    /// cost the path.
    /// </summary>
    /// <remarks>QEMU, <c>block/mirror.c</c> (<c>copy-mode=write-blocking</c>).</remarks>
    WriteBlocking,
}
