namespace PageEngine;

/// <summary>The index of one frame in a host's frame store ("mfn" in Xen, "pfn" in Linux).</summary>
/// <remarks>32 bits of 4 KiB frames address 16 TiB, less the two values that a page table keeps for itself.</remarks>
/// <param name="Value">The index, from 0.</param>
public readonly record struct FrameNumber(uint Value)
{
    /// <summary>The index in hexadecimal.</summary>
    public override string ToString() => $"frame 0x{Value:x}";
}
