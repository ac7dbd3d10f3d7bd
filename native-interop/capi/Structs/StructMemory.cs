namespace PageEngine.CApi;

/// <summary>Reads and writes structs of programs that may know fewer fields than this library, or more.</summary>
/// <remarks>Each begins with its size in bytes as the program knows it, a number of 32 bits.</remarks>
internal static unsafe class StructMemory
{
    // Larger than any struct will be: a size beyond is a number that nobody set.
    private const uint MostBytes = 4096;

    /// <summary>Reads options.</summary>
    /// <param name="given">What the program gave.</param>
    /// <param name="name">Its name, for the reason.</param>
    /// <exception cref="CallException">It is null, too small, or sets fields that are not known.</exception>
    internal static T Read<T>(T* given, string name)
        where T : unmanaged
    {
        uint size = SizeOf(given, name);

        // SAFETY: the program says that there are as many bytes as its struct_size.
        ReadOnlySpan<byte> bytes = new(given, (int)size);
        if (bytes[Math.Min(sizeof(T), bytes.Length)..].ContainsAnyExcept((byte)0))
        {
            throw new CallException(
                Status.StructSize, $"{name} sets fields that this library does not know: it is older than the header");
        }

        T value = default;

        // SAFETY: the value is on this frame and has the bytes that are copied, at most its own size.
        bytes[..Math.Min(sizeof(T), bytes.Length)].CopyTo(new Span<byte>(&value, sizeof(T)));
        return value;
    }

    /// <summary>Refuses a result that has no room, before anything is done for it.</summary>
    /// <exception cref="CallException">It is null or too small.</exception>
    internal static void Check<T>(T* given, string name)
        where T : unmanaged => SizeOf(given, name);

    /// <summary>Writes a result; its size stays as the program set it.</summary>
    internal static void Write<T>(T* given, T value, string name)
        where T : unmanaged
    {
        uint size = SizeOf(given, name);

        // SAFETY: as above; the first field, which is the size, is left alone.
        Span<byte> bytes = new((byte*)given + sizeof(uint), (int)size - sizeof(uint));
        ReadOnlySpan<byte> known = new ReadOnlySpan<byte>(&value, sizeof(T))[sizeof(uint)..];
        known.CopyTo(bytes);
        bytes[known.Length..].Clear();
    }

    private static uint SizeOf<T>(T* given, string name)
        where T : unmanaged
    {
        CallException.ThrowIfNull(given is null, name);

        // SAFETY: every struct of the header begins with its size.
        uint size = *(uint*)given;
        if (size < sizeof(T))
        {
            throw new CallException(
                Status.StructSize, $"{name}->struct_size is {size}, and in version 1.0 it is {sizeof(T)}");
        }

        return size <= MostBytes
            ? size
            : throw new CallException(Status.StructSize, $"{name}->struct_size is {size}; was it set?");
    }
}
