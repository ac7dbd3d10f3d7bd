using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>Something of a guest beside its memory: registers, a device, what its owner needs to go on.</summary>
/// <remarks>Not changed after construction; may be shared.</remarks>
/// <param name="Kind">Whose state it is.</param>
/// <param name="Name">Its name, at most 64 bytes in UTF-8.</param>
/// <param name="Version">The version of the format of the data.</param>
/// <param name="Data">The data: at least a byte.</param>
public sealed record GuestState(StateKind Kind, string Name, uint Version, ReadOnlyMemory<byte> Data)
{
    /// <summary>The most states of a guest: 1024.</summary>
    public const int MaxCount = 1024;
}
