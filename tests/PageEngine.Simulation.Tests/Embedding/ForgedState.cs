using System.Buffers.Binary;
using System.IO.Hashing;

namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>A saved simulation whose checksums can be made right again after it was changed.</summary>
/// <remarks>The checksum at the end covers all but the memory of hosts, which the core writes with checksums of its own.</remarks>
internal sealed class ForgedState
{
    private const int StartLength = 12;

    private readonly byte[] _whole;
    private readonly List<Range> _hosts = [];

    internal ForgedState(byte[] whole)
    {
        _whole = whole;
        ReadOnlySpan<byte> magic = "PEHOST\r\n"u8;
        for (int at = 0; whole.AsSpan(at).IndexOf(magic) is >= 0 and int next;)
        {
            int begin = at + next;
            at = EndOfHost(whole, begin);
            _hosts.Add(begin..at);
        }
    }

    internal int Length => _whole.Length;

    internal int HostCount => _hosts.Count;

    /// <summary>The state with some bytes changed and checksums that fit.</summary>
    internal byte[] With(int at, ReadOnlySpan<byte> bytes)
    {
        byte[] copy = [.. _whole];
        bytes[..Math.Min(bytes.Length, copy.Length - at)].CopyTo(copy.AsSpan(at));
        XxHash3 outer = new();
        int done = 0;
        foreach (Range host in _hosts)
        {
            outer.Append(copy.AsSpan(done..host.Start.Value));
            Span<byte> inner = copy.AsSpan(host);
            BinaryPrimitives.WriteUInt64LittleEndian(inner[^8..], XxHash3.HashToUInt64(inner[..^12]));
            done = host.End.Value;
        }

        outer.Append(copy.AsSpan(done..^8));
        BinaryPrimitives.WriteUInt64LittleEndian(copy.AsSpan(^8..), outer.GetCurrentHashAsUInt64());
        return copy;
    }

    private static int EndOfHost(byte[] whole, int begin)
    {
        int at = begin + StartLength;
        while (BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(at)) is > 0 and int length)
        {
            at += sizeof(int) + length;
        }

        return at + sizeof(int) + sizeof(ulong);
    }
}
