namespace PageEngine.Migration;

/// <summary>Things that a migration can be asked to use, or that it meets on its hosts.</summary>
public enum MigrationFeature
{
    /// <summary>Post-copy (<c>postcopy-ram</c>).</summary>
    PostCopy = 0,

    /// <summary>A channel of its own for pages that are waited for (<c>postcopy-preempt</c>).</summary>
    PostCopyPreempt = 1,

    /// <summary>Parallel channels (<c>multifd</c>).</summary>
    ParallelChannels = 2,

    /// <summary>Compression in the parallel channels (<c>multifd-compression</c>).</summary>
    ChannelCompression = 3,

    /// <summary>Compression by threads of their own (<c>compress</c>, until QEMU 9.0).</summary>
    ThreadedCompression = 4,

    /// <summary>Deltas (<c>xbzrle</c>).</summary>
    Xbzrle = 5,

    /// <summary>Sending without a copy in the kernel (<c>zero-copy-send</c>).</summary>
    ZeroCopySend = 6,

    /// <summary>Encryption (<c>tls-creds</c>).</summary>
    Tls = 7,

    /// <summary>Each page at its own place of a file (<c>mapped-ram</c>).</summary>
    MappedRam = 8,

    /// <summary>A snapshot while the guest runs on (<c>background-snapshot</c>).</summary>
    BackgroundSnapshot = 9,

    /// <summary>Throttling (<c>auto-converge</c>).</summary>
    AutoConverge = 10,

    /// <summary>A limit on what each vCPU dirties (<c>dirty-limit</c>).</summary>
    DirtyLimit = 11,

    /// <summary>Tracking by rings and not by bitmaps (<c>dirty-ring-size</c> of KVM).</summary>
    DirtyRing = 12,

    /// <summary>Leaving out memory that both sides share (<c>x-ignore-shared</c>).</summary>
    IgnoreShared = 13,

    /// <summary>Messages from the destination back to the source (<c>return-path</c>).</summary>
    ReturnPath = 14,

    /// <summary>Switching only when the destination agrees (<c>switchover-ack</c>).</summary>
    SwitchoverAck = 15,

    /// <summary>Bitmaps of disks that move too (<c>dirty-bitmaps</c>).</summary>
    DirtyBitmaps = 16,

    /// <summary>Stopping before the switch until told to go on (<c>pause-before-switchover</c>).</summary>
    PauseBeforeSwitchover = 17,

    /// <summary>Freeing memory on the source as it is sent (<c>release-ram</c>).</summary>
    ReleaseRam = 18,

    /// <summary>Both sides check that it is the same guest (<c>validate-uuid</c>).</summary>
    ValidateIdentity = 19,
}
