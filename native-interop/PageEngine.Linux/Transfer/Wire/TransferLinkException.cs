namespace PageEngine.Linux;

/// <summary>
/// The connection to the other side cannot be used any more: it is gone, or what comes makes no sense.
/// </summary>
internal sealed class TransferLinkException(string message, Exception? inner = null) : IOException(message, inner);
