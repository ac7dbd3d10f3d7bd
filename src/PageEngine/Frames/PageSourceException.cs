namespace PageEngine;

/// <summary>A source of pages cannot be opened or read; the message names it and says why, in one line for people.</summary>
public sealed class PageSourceException : IOException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public PageSourceException()
    {
    }

    /// <summary>Makes an exception that says what cannot be read and why.</summary>
    /// <param name="message">One line that names the source and the reason.</param>
    public PageSourceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that says what cannot be read and why, and keeps the cause.</summary>
    /// <param name="message">One line that names the source and the reason.</param>
    /// <param name="innerException">What was caught.</param>
    public PageSourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
