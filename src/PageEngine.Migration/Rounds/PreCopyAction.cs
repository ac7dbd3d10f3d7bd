namespace PageEngine.Migration;

/// <summary>One step that a <see cref="PreCopyController"/> asks for.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="MaxPages">For a send, the most pages to send.</param>
/// <param name="MaxNanoseconds">For a send, the time after which to come back although pages are left.</param>
/// <param name="ThrottlePercent">For a throttle, the share of the time that vCPUs are held: 0 to 99 %.</param>
/// <param name="DirtyBytesPerSecond">For a limit, what each vCPU may write.</param>
public readonly record struct PreCopyAction(
    PreCopyActionKind Kind,
    ulong MaxPages = 0,
    long MaxNanoseconds = 0,
    int ThrottlePercent = 0,
    double DirtyBytesPerSecond = 0)
{
    /// <summary>Whether nothing comes after it.</summary>
    public bool IsFinal => Kind is PreCopyActionKind.Stop or PreCopyActionKind.SwitchToPostCopy or PreCopyActionKind.GiveUp;
}
