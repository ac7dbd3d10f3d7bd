using System.Security.Cryptography;

namespace PageEngine.Linux;

/// <summary>A secret that both sides of a transfer know.</summary>
/// <remarks>May be shared. It proves itself with HMAC-SHA-256 and never travels.</remarks>
public sealed class TransferKey
{
    /// <summary>The least bytes of a key: 16.</summary>
    public const int MinBytes = 16;

    /// <summary>The most bytes of a key: 4096.</summary>
    public const int MaxBytes = 4096;

    private readonly byte[] _secret;

    private TransferKey(byte[] secret) => _secret = secret;

    /// <summary>Makes a key.</summary>
    /// <param name="secret">Bytes that nobody can guess: <see cref="MinBytes"/> to <see cref="MaxBytes"/>.</param>
    /// <exception cref="ArgumentException">There are too few or too many.</exception>
    public static TransferKey FromBytes(ReadOnlySpan<byte> secret) => secret.Length is >= MinBytes and <= MaxBytes
        ? new TransferKey(secret.ToArray())
        : throw new ArgumentException(
            $"A key has {MinBytes} to {MaxBytes} bytes, not {secret.Length}.", nameof(secret));

    /// <summary>Reads a key from a file: all of its bytes, without line ends at its end.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">
    /// The file cannot be read, others may read it, or it is too short or too long.
    /// </exception>
    public static TransferKey Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
        {
            throw new IOException($"{path}: everybody can read or write this key (chmod 600 mends it)");
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read);
        byte[] bytes = new byte[MaxBytes + 1];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> secret = bytes.AsSpan(0, length).TrimEnd("\r\n"u8);
        return secret.Length is >= MinBytes and <= MaxBytes
            ? FromBytes(secret)
            : throw new IOException($"{path}: a key has {MinBytes} to {MaxBytes} bytes, not {secret.Length}");
    }

    /// <summary>Proves knowledge of the key over what was said so far.</summary>
    internal void Prove(ReadOnlySpan<byte> transcript, Span<byte> proof) =>
        HMACSHA256.HashData(_secret, transcript, proof);
}
