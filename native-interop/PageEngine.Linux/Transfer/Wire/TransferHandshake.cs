using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace PageEngine.Linux;

/// <summary>What the two sides say before the page stream: who they are, and that they know the same key.</summary>
/// <remarks>
/// <code>
/// source    [0..8) "PGXFER\r\n"  [8..10) lowest, [10..12) highest version  [12] purpose  [13] 1 with a key  [14..16) 0
///           [16..32) attempt  [32..48) attempt that it replaces  [48..80) nonce
/// receiver  [0..8) "PGXFER\r\n"  [8..10) version  [10] 0, or 1 for no  [11] length of a reason  [12] 1 with a key
///           [13..16) 0  [16..48) nonce  [48..80) proof  reason
/// source    proof, 32 bytes
/// receiver  [0] 0, or 1 for no  [1] state  [2] length of a reason  [3] 0  [4..20) witness  reason
/// </code>
/// A proof is HMAC-SHA-256 under the key over a word for the side, both messages and the binding of the channel. The
/// receiver proves itself first, so a source that meets an impostor proves nothing to it. Without a key, which goes on
/// one machine only, proofs are zero.
/// </remarks>
internal static class TransferHandshake
{
    internal const ushort Version = 1;
    private const int ProofBytes = HMACSHA256.HashSizeInBytes;
    private const int NonceBytes = 32;
    private const int HelloBytes = 80;
    private const int VerdictBytes = 20;
    private const int IdBytes = 16;
    private const int LowVersionOffset = 8;
    private const int HighVersionOffset = 10;
    private const int PurposeOffset = 12;
    private const int SourceKeyOffset = 13;
    private const int IdOffset = 16;
    private const int ReplacesOffset = 32;
    private const int SourceNonceOffset = 48;
    private const int RefusalOffset = 10;
    private const int ReasonLengthOffset = 11;
    private const int ReceiverKeyOffset = 12;
    private const int ReceiverNonceOffset = 16;
    private const int ProofOffset = 48;

    private static ReadOnlySpan<byte> Magic => "PGXFER\r\n"u8;

    private static ReadOnlySpan<byte> SourceWord => "pageengine transfer: source"u8;

    private static ReadOnlySpan<byte> ReceiverWord => "pageengine transfer: receiver"u8;

    /// <summary>Introduces the source.</summary>
    /// <exception cref="TransferRefusedException">The receiver says no, is none, or does not know the key.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    internal static TransferVerdict Introduce(
        TransferConnection connection, TransferGreeting greeting, TransferKey? key)
    {
        ThrowIfExposed(connection, key);
        Stream stream = connection.Stream;
        byte[] hello = WriteHello(greeting, key);
        stream.Write(hello);
        byte[] answer = Read(stream, HelloBytes);
        if (!answer.AsSpan().StartsWith(Magic))
        {
            throw new TransferRefusedException($"{connection.Peer} is no receiver of pageengine");
        }

        if (answer[RefusalOffset] != 0)
        {
            throw Refusal(connection, Read(stream, Math.Min((int)answer[ReasonLengthOffset], RemoteText.MaxBytes)));
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(LowVersionOffset)) != Version)
        {
            throw new TransferRefusedException($"{connection.Peer} chose a version that this side does not speak");
        }

        if (key is not null)
        {
            byte[] proof = Prove(key, ReceiverWord, hello, answer, connection);
            if (!CryptographicOperations.FixedTimeEquals(proof, answer.AsSpan(ProofOffset)))
            {
                throw new TransferRefusedException($"{connection.Peer} does not know the key, or has another one");
            }
        }

        stream.Write(key is null ? new byte[ProofBytes] : Prove(key, SourceWord, hello, answer, connection));
        byte[] verdict = Read(stream, VerdictBytes);
        if (verdict[0] != 0)
        {
            throw Refusal(connection, Read(stream, Math.Min((int)verdict[2], RemoteText.MaxBytes)));
        }

        return verdict[1] <= (byte)HandOverState.Gone
            ? new TransferVerdict((HandOverState)verdict[1], new Guid(verdict.AsSpan(4, IdBytes)))
            : throw new TransferRefusedException($"{connection.Peer} gave an answer that does not exist");
    }

    /// <summary>Hears who comes and lets it prove itself.</summary>
    /// <exception cref="TransferRefusedException">
    /// It is no source, does not know the key, or none may be left out.
    /// </exception>
    /// <exception cref="IOException">The connection failed.</exception>
    internal static TransferGreeting Hear(TransferConnection connection, TransferKey? key)
    {
        Stream stream = connection.Stream;
        byte[] hello = Read(stream, HelloBytes);
        if (!hello.AsSpan().StartsWith(Magic))
        {
            throw new TransferRefusedException($"{connection.Peer} does not speak the transfer protocol");
        }

        string? refusal = WhyRefused(connection, hello, key);
        byte[] reason = RemoteText.Write(refusal ?? "");
        byte[] answer = new byte[HelloBytes];
        Magic.CopyTo(answer);
        BinaryPrimitives.WriteUInt16LittleEndian(answer.AsSpan(LowVersionOffset), Version);
        answer[RefusalOffset] = refusal is null ? (byte)0 : (byte)1;
        answer[ReasonLengthOffset] = (byte)reason.Length;
        answer[ReceiverKeyOffset] = key is null ? (byte)0 : (byte)1;
        RandomNumberGenerator.Fill(answer.AsSpan(ReceiverNonceOffset, NonceBytes));
        if (refusal is not null)
        {
            stream.Write([.. answer, .. reason]);
            throw new TransferRefusedException($"{connection.Peer} was refused: {refusal}");
        }

        if (key is not null)
        {
            Prove(key, ReceiverWord, hello, answer, connection).CopyTo(answer, ProofOffset);
        }

        stream.Write(answer);
        byte[] proof = Read(stream, ProofBytes);
        if (key is not null
            && !CryptographicOperations.FixedTimeEquals(proof, Prove(key, SourceWord, hello, answer, connection)))
        {
            throw Refuse(connection, "the key is another one");
        }

        return new TransferGreeting(
            (TransferPurpose)hello[PurposeOffset],
            new Guid(hello.AsSpan(IdOffset, IdBytes)),
            new Guid(hello.AsSpan(ReplacesOffset, IdBytes)));
    }

    /// <summary>Lets a source in that has proved itself.</summary>
    internal static void Welcome(TransferConnection connection, TransferVerdict verdict)
    {
        byte[] answer = new byte[VerdictBytes];
        answer[1] = (byte)verdict.State;
        verdict.Witness.TryWriteBytes(answer.AsSpan(4));
        connection.Stream.Write(answer);
    }

    /// <summary>Sends a source away that was heard.</summary>
    internal static TransferRefusedException Refuse(TransferConnection connection, string why)
    {
        byte[] reason = RemoteText.Write(why);
        byte[] answer = new byte[VerdictBytes];
        answer[0] = 1;
        answer[2] = (byte)reason.Length;
        connection.Stream.Write([.. answer, .. reason]);
        return new TransferRefusedException($"{connection.Peer} was refused: {why}");
    }

    private static string? WhyRefused(TransferConnection connection, ReadOnlySpan<byte> hello, TransferKey? key)
    {
        if (Exposure(connection, key) is { } exposure)
        {
            return exposure;
        }

        ushort low = BinaryPrimitives.ReadUInt16LittleEndian(hello[LowVersionOffset..]);
        ushort high = BinaryPrimitives.ReadUInt16LittleEndian(hello[HighVersionOffset..]);
        if (low > Version || high < Version)
        {
            return $"this side speaks version {Version} of the transfer protocol, the other {low} to {high}";
        }

        if (hello[PurposeOffset] is not ((byte)TransferPurpose.Begin or (byte)TransferPurpose.Resume))
        {
            return "what the connection is for is not known here";
        }

        return (hello[SourceKeyOffset] != 0) == (key is not null)
            ? null
            : key is null
                ? "the sender has a key and the receiver has none"
                : "the receiver has a key and the sender has none";
    }

    private static byte[] WriteHello(TransferGreeting greeting, TransferKey? key)
    {
        byte[] hello = new byte[HelloBytes];
        Magic.CopyTo(hello);
        BinaryPrimitives.WriteUInt16LittleEndian(hello.AsSpan(LowVersionOffset), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(hello.AsSpan(HighVersionOffset), Version);
        hello[PurposeOffset] = (byte)greeting.Purpose;
        hello[SourceKeyOffset] = key is null ? (byte)0 : (byte)1;
        greeting.Id.TryWriteBytes(hello.AsSpan(IdOffset));
        greeting.Replaces.TryWriteBytes(hello.AsSpan(ReplacesOffset));
        RandomNumberGenerator.Fill(hello.AsSpan(SourceNonceOffset, NonceBytes));
        return hello;
    }

    /// <summary>Both messages without the receiver's proof, which is made of this.</summary>
    private static byte[] Prove(
        TransferKey key, ReadOnlySpan<byte> word, byte[] hello, byte[] answer, TransferConnection connection)
    {
        Debug.Assert(hello.Length == HelloBytes && answer.Length == HelloBytes, "both have their length");
        byte[] proof = new byte[ProofBytes];
        key.Prove([.. word, .. hello, .. answer.AsSpan(0, ProofOffset), .. connection.ChannelBinding], proof);
        return proof;
    }

    private static void ThrowIfExposed(TransferConnection connection, TransferKey? key)
    {
        if (Exposure(connection, key) is { } exposure)
        {
            throw new TransferRefusedException($"{connection.Peer}: {exposure}");
        }
    }

    private static string? Exposure(TransferConnection connection, TransferKey? key)
    {
        if (!connection.IsPrivate)
        {
            return "a transfer to another machine needs TLS";
        }

        return connection.IsLocal || key is not null ? null : "a transfer to another machine needs a key";
    }

    private static TransferRefusedException Refusal(TransferConnection connection, byte[] reason) =>
        new($"{connection.Peer} says no: {RemoteText.Read(reason)}");

    private static byte[] Read(Stream stream, int length)
    {
        byte[] bytes = new byte[length];
        int count = stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false);
        return count == length
            ? bytes
            : throw new TransferLinkException("the connection ended during the introduction");
    }
}
