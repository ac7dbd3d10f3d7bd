namespace PageEngine.Images;

/// <summary>The two forms of a page trace; they hold the same records.</summary>
public enum PageTraceFormat
{
    /// <summary>Lines of UTF-8 that people read and write.</summary>
    Text = 0,

    /// <summary>Blocks with checksums: compact, and torn ends are recognised.</summary>
    Binary = 1,
}
