namespace PageEngine.CApi;

/// <summary>A call cannot be carried out; never leaves the library.</summary>
internal sealed class CallException(Status status, string message) : Exception(message)
{
    internal Status Status { get; } = status;

    internal static void ThrowIfNull(bool isNull, string name)
    {
        if (isNull)
        {
            throw new CallException(Status.Argument, $"{name} is null");
        }
    }

    internal static void ThrowIfSet(uint reserved)
    {
        if (reserved != 0)
        {
            throw new CallException(Status.StructSize, "a reserved field is not 0: its meaning is not known here");
        }
    }
}
