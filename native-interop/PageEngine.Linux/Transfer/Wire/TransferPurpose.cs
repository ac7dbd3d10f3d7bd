namespace PageEngine.Linux;

/// <summary>What a source wants of a connection. The values are on the wire.</summary>
internal enum TransferPurpose : byte
{
    /// <summary>Begin a transfer.</summary>
    Begin = 1,

    /// <summary>Ask what became of one, and bring it to its end.</summary>
    Resume = 2,
}
