namespace PageEngine.Migration;

/// <summary>Why a page stream could not be read on.</summary>
public enum StreamError
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>There is no frame where one must begin: this is no page stream, or its bytes are damaged.</summary>
    NotAFrame = 1,

    /// <summary>The header of a frame does not have its checksum.</summary>
    HeaderDamaged = 2,

    /// <summary>A frame is longer than any may be.</summary>
    TooLong = 3,

    /// <summary>The payload of a frame does not have its checksum.</summary>
    PayloadDamaged = 4,

    /// <summary>A frame is missing, or comes twice.</summary>
    OutOfSequence = 5,

    /// <summary>A frame of a kind that this version does not know.</summary>
    UnknownKind = 6,

    /// <summary>The payload of a frame is not one of its kind.</summary>
    Malformed = 7,

    /// <summary>A frame comes where the protocol has no place for it.</summary>
    OutOfPlace = 8,

    /// <summary>The other side speaks no version that this side speaks.</summary>
    UnsupportedVersion = 9,
}
