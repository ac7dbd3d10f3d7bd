namespace PageEngine;

/// <summary>Which pages a pass visits.</summary>
public enum ScanCoverage
{
    /// <summary>Pages that were written since the last visit, and those that wait to be clean for long enough.</summary>
    Written,

    /// <summary>Every mapped page, as Linux KSM does: a pass costs what exists and not what was written.</summary>
    EveryPage,
}
