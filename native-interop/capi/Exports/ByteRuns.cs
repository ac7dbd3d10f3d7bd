namespace PageEngine.CApi;

/// <summary>Runs of bytes and arrays that a program names.</summary>
internal static unsafe class ByteRuns
{
    /// <summary>The length of a run as a span can have it.</summary>
    /// <exception cref="CallException">There is no pointer, or more than 2 GiB at once.</exception>
    internal static int LengthOf(void* bytes, nuint length)
    {
        CallException.ThrowIfNull(bytes is null && length > 0, nameof(bytes));
        return length <= int.MaxValue
            ? (int)length
            : throw new CallException(Status.Range, $"one call takes up to {int.MaxValue} bytes, not {length}");
    }
}
