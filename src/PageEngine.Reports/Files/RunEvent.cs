namespace PageEngine.Reports;

/// <summary>Something that happened in a run and that a person may want to read about.</summary>
/// <param name="TimeNanoseconds">When, in nanoseconds of simulated time, at least 0.</param>
/// <param name="Kind">What kind of thing, one of few: <c>state</c>, <c>balloon</c>, <c>crash</c>.</param>
/// <param name="Target">To whom: the name of a host or a guest; empty if it concerns the whole run.</param>
/// <param name="Text">What happened, in words.</param>
public readonly record struct RunEvent(long TimeNanoseconds, string Kind, string Target, string Text);
