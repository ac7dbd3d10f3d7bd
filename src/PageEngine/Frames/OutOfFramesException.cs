namespace PageEngine;

/// <summary>A host has no free frame for a page that must be stored; nothing of the write was done.</summary>
/// <remarks>Overcommitted hosts meet this in normal life: use <see cref="GuestMemory.TryWrite(ulong, ReadOnlySpan{byte})"/> to be told by a result.</remarks>
public sealed class OutOfFramesException : Exception
{
    /// <summary>Makes an exception with the standard message.</summary>
    public OutOfFramesException()
        : base("the host has no free frame left")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    /// <param name="message">What needed a frame.</param>
    public OutOfFramesException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">What needed a frame.</param>
    /// <param name="innerException">What was caught.</param>
    public OutOfFramesException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
