namespace PageEngine;

/// <summary>Gives address space to frame stores and indexes: zeroed, page-aligned, and backed by memory only where it is touched.</summary>
/// <remarks>
/// The engine ships the portable one (<see cref="Default"/>); the Linux back end has one that asks for huge pages and
/// gives freed frames back to the kernel. Implementations must be safe to call from any thread.
/// </remarks>
public abstract class ArenaAllocator
{
    /// <summary>Zeroed memory from the C runtime's allocator.</summary>
    public static ArenaAllocator Default { get; } = new ProcessArenaAllocator();

    /// <summary>Reserves zeroed memory.</summary>
    /// <param name="byteCount">The bytes wanted, greater than zero.</param>
    /// <returns>The address of the first byte, a multiple of 4096.</returns>
    /// <exception cref="OutOfMemoryException">The process cannot have that much.</exception>
    public abstract nint Allocate(nuint byteCount);

    /// <summary>Gives memory back.</summary>
    /// <param name="address">An address that <see cref="Allocate"/> returned and that was not freed yet.</param>
    /// <param name="byteCount">The bytes that were asked for.</param>
    public abstract void Free(nint address, nuint byteCount);

    /// <summary>Says that a part of an allocation will not be read before it is written again.</summary>
    /// <remarks>The contents of the part are undefined afterwards. The portable allocator does nothing.</remarks>
    /// <param name="address">The first byte, a multiple of 4096.</param>
    /// <param name="byteCount">The bytes, a multiple of 4096.</param>
    public abstract void Discard(nint address, nuint byteCount);
}
