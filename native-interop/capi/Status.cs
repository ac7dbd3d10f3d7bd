namespace PageEngine.CApi;

/// <summary>What a call answers: <c>pe_status</c> of pageengine.h.</summary>
internal enum Status
{
    Ok = 0,
    Argument = 1,
    Handle = 2,
    StructSize = 3,
    Range = 4,
    OutOfMemory = 5,
    Refused = 6,
    State = 7,
    BufferTooSmall = 8,
    Internal = 9,
}
