namespace PageEngine.Migration;

/// <summary>What came of an attempt to read a frame.</summary>
public enum StreamReadStatus
{
    /// <summary>The input holds no whole frame yet.</summary>
    NeedMore = 0,

    /// <summary>A frame was read.</summary>
    Frame = 1,

    /// <summary>The stream cannot be read on; the decoder says why.</summary>
    Faulted = 2,
}
