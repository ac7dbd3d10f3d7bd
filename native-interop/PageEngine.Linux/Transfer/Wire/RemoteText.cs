using System.Text;

namespace PageEngine.Linux;

/// <summary>Words of the other side, made fit for a line: short, and nothing that a terminal would act on.</summary>
internal static class RemoteText
{
    /// <summary>The most bytes that are sent or shown.</summary>
    internal const int MaxBytes = 240;

    internal static string Read(ReadOnlySpan<byte> utf8) => Clean(Encoding.UTF8.GetString(utf8));

    internal static string Clean(string text)
    {
        ReadOnlySpan<char> some = text.AsSpan(0, Math.Min(text.Length, MaxBytes));
        StringBuilder line = new(some.Length);
        foreach (char letter in some)
        {
            line.Append(char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter);
        }

        return line.ToString();
    }

    /// <summary>As much of a text as there is room for; never half a character.</summary>
    internal static byte[] Write(string text)
    {
        byte[] bytes = new byte[MaxBytes];
        Encoding.UTF8.GetEncoder().Convert(text, bytes, flush: true, out _, out int length, out _);
        return bytes[..length];
    }
}
