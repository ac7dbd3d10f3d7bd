namespace PageEngine.Images;

/// <summary>
/// Bytes are no page trace, or one of a version that this reader does not know; the message says why in one line.
/// </summary>
public sealed class PageTraceException : IOException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public PageTraceException()
    {
    }

    /// <summary>Makes an exception that says what is wrong.</summary>
    /// <param name="message">One line for people.</param>
    public PageTraceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that says what is wrong, and keeps the cause.</summary>
    /// <param name="message">One line for people.</param>
    /// <param name="innerException">What was caught.</param>
    public PageTraceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
