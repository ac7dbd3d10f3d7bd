using System.Runtime.InteropServices;
using System.Text;

namespace PageEngine.CApi;

/// <summary>Texts that cross the border.</summary>
internal static unsafe class TextMemory
{
    private const int LongestName = 1024;

    /// <summary>Reads a text that ends with a 0.</summary>
    /// <exception cref="CallException">It is null.</exception>
    internal static string Read(byte* text, string name)
    {
        CallException.ThrowIfNull(text is null, name);

        // SAFETY: the program says that the text ends with a 0.
        return Marshal.PtrToStringUTF8((nint)text)!;
    }

    /// <summary>Reads a name for people.</summary>
    /// <exception cref="CallException">It is null, empty or too long.</exception>
    internal static string ReadName(byte* text, string name)
    {
        string value = Read(text, name);
        return value.Length is > 0 and <= LongestName
            ? value : throw new CallException(Status.Argument, $"{name} has 1 to {LongestName} letters");
    }

    /// <summary>Writes a text with a 0 at its end where there is room.</summary>
    /// <exception cref="CallException">There is no room, or a pointer is null.</exception>
    internal static void Write(string text, byte* destination, nuint capacity, nuint* length)
    {
        Check(destination, capacity, length);
        int bytes = Encoding.UTF8.GetByteCount(text);
        *length = (nuint)bytes;
        if ((nuint)bytes >= capacity)
        {
            throw new CallException(
                Status.BufferTooSmall, $"the text takes {bytes + 1} bytes and there are {capacity}");
        }

        // SAFETY: there is room for one byte more than the text has.
        Encoding.UTF8.GetBytes(text, new Span<byte>(destination, bytes));
        destination[bytes] = 0;
    }

    /// <summary>Refuses pointers that no text can be written to.</summary>
    internal static void Check(byte* destination, nuint capacity, nuint* length)
    {
        CallException.ThrowIfNull(length is null, "length");
        CallException.ThrowIfNull(destination is null && capacity > 0, "text");
    }
}
