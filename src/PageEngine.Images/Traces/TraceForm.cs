namespace PageEngine.Images;

/// <summary>The reading of one form of a trace, behind its header.</summary>
internal abstract class TraceForm
{
    /// <summary>Delivers the next good record; false when the trace has ended, which the report then says.</summary>
    internal abstract bool TryRead(out PageTraceRecord record);
}
