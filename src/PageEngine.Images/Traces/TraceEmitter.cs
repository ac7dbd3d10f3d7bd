namespace PageEngine.Images;

/// <summary>The writing of one form of a trace. What comes in obeys the rules.</summary>
internal abstract class TraceEmitter
{
    internal abstract void Emit(in PageTraceRecord record);

    internal abstract void Emit(PageTraceGuest guest, int place);

    internal abstract void Flush();

    internal abstract void Complete(long recordCount);
}
