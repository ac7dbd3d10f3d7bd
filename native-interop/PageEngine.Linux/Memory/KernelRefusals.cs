namespace PageEngine.Linux;

/// <summary>What a kernel may lack or forbid; tests refuse it themselves.</summary>
[Flags]
internal enum KernelRefusals
{
    None = 0,
    UserFault = 1,
    AsyncWriteProtect = 2,
    PagemapScan = 4,
    SoftDirty = 8,
    Pagemap = 16,
}
