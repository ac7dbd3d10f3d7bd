namespace PageEngine.Linux;

/// <summary>A side does not want the transfer, and says why in one line.</summary>
/// <remarks>What the other side said is in the message; it is made of printable characters and is short.</remarks>
public sealed class TransferRefusedException : IOException
{
    /// <summary>Makes a refusal.</summary>
    /// <param name="message">Why, in one line.</param>
    public TransferRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes a refusal.</summary>
    public TransferRefusedException()
    {
    }

    /// <summary>Makes a refusal that something else led to.</summary>
    /// <param name="message">Why, in one line.</param>
    /// <param name="innerException">What led to it.</param>
    public TransferRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
