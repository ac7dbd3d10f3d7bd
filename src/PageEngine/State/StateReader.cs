using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Numerics;
using System.Text;

namespace PageEngine;

/// <summary>Reads a saved host and trusts nothing in it; see <see cref="StateFormat"/>.</summary>
/// <remarks>
/// Whatever is wrong with the stream ends in an <see cref="InvalidDataException"/>. Before memory is reserved for
/// something that the stream only names, <see cref="Reserve"/> holds it against the caller's limit; everything else
/// grows with the bytes that were read.
/// </remarks>
internal sealed class StateReader
{
    // What an object takes beside its pages, so that very many small ones meet the limit too.
    private const ulong BytesPerObject = 16 << 10;

    private readonly Stream _stream;
    private readonly XxHash3 _checksum = new();
    private readonly byte[] _block = new byte[StateFormat.BlockSize];
    private readonly ulong[] _pageWords = new ulong[Page.Size / sizeof(ulong)];
    private UInt128 _bytesLeft;
    private int _at;
    private int _end;

    internal StateReader(Stream stream, ByteSize limit)
    {
        _stream = stream;
        _bytesLeft = limit.Bytes;
        Span<byte> start = stackalloc byte[StateFormat.Magic.Length + sizeof(uint)];
        Fetch(start);
        Require(start.StartsWith(StateFormat.Magic), "the stream does not begin with one");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(start[StateFormat.Magic.Length..]);
        if (version != StateFormat.Version)
        {
            throw Invalid($"it has version {version}, and version {StateFormat.Version} is read here");
        }

        _checksum.Append(start);
    }

    internal static void Require([DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition)
        {
            throw Invalid(otherwise);
        }
    }

    internal static InvalidDataException Invalid(string reason) => new($"no saved host can be read: {reason}");

    /// <summary>Holds memory that the stream asks for against the limit.</summary>
    internal void Reserve(ulong count, ulong bytesEach, string what)
    {
        UInt128 bytes = ((UInt128)count * bytesEach) + BytesPerObject;
        if (bytes > _bytesLeft)
        {
            throw Invalid($"{what} would take more memory than the limit allows");
        }

        _bytesLeft -= bytes;
    }

    internal bool ReadFlag(string what) => ReadNumber(1, what) != 0;

    /// <summary>Reads a number that may not be above a limit.</summary>
    internal ulong ReadNumber(ulong most, string what)
    {
        ulong value = ReadNumber();
        return value <= most ? value : throw Invalid($"{what} is {value}, and {most} is the most");
    }

    internal ulong ReadNumber()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = ReadByte();
            Require(shift < 63 || part <= 1, "a number has more than 64 bits");
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    internal ulong ReadFixed()
    {
        Span<ulong> one = stackalloc ulong[1];
        ReadRaw(one);
        return one[0];
    }

    internal string ReadText()
    {
        ulong length = ReadNumber(int.MaxValue / sizeof(char), "the length of a name");
        StringBuilder text = new();
        for (ulong i = 0; i < length; i++)
        {
            text.Append((char)ReadNumber(char.MaxValue, "a character"));
        }

        return text.ToString();
    }

    /// <summary>Reads words as they are.</summary>
    internal void ReadRaw<T>(Span<T> words)
        where T : unmanaged, IBinaryInteger<T>
    {
        int size = T.Zero.GetByteCount();
        while (!words.IsEmpty)
        {
            if (_end == _at)
            {
                NextBlock();
            }

            int count = Math.Min((_end - _at) / size, words.Length);
            Require(count > 0, "a block ends inside a word");
            LittleEndianWords.Read(_block.AsSpan(_at), words[..count]);
            _at += count * size;
            words = words[count..];
        }
    }

    /// <summary>Reads words into an arena that holds zeros.</summary>
    internal void ReadWords<T>(NativeArena<T> arena, ulong count)
        where T : unmanaged, IBinaryInteger<T> => ReadWordsAs<T, T>(arena, count);

    /// <summary>Reads words into elements of the same size, which hold zeros.</summary>
    internal void ReadWordsAs<TElement, TWord>(NativeArena<TElement> arena, ulong count)
        where TElement : unmanaged
        where TWord : unmanaged, IBinaryInteger<TWord>
    {
        for (ulong done = 0; done < count;)
        {
            int length = (int)Math.Min(count - done, StateFormat.WordsPerChunk);
            WordRuns.Read(this, arena.SliceAs<TWord>(done, length));
            done += (ulong)length;
        }
    }

    /// <summary>Reads a page into one that holds zeros.</summary>
    internal void ReadPage(Span<byte> page)
    {
        ulong kind = ReadNumber();
        if ((kind & 1) == 0)
        {
            if (kind != 0)
            {
                new PageToken(kind >> 1).Expand(page);
            }

            return;
        }

        Require(kind == 1, "a page is of an unknown kind");
        _pageWords.AsSpan().Clear();
        WordRuns.Read<ulong>(this, _pageWords);
        LittleEndianWords.Write<ulong>(_pageWords, page);
    }

    /// <summary>Reads the mark of the end and compares the checksum.</summary>
    internal void Finish()
    {
        Span<byte> end = stackalloc byte[StateFormat.BlockHeaderSize + sizeof(ulong)];
        Require(_at == _end, "there is more in it than belongs to a host");
        Fetch(end);
        Require(BinaryPrimitives.ReadUInt32LittleEndian(end) == 0, "there is more in it than belongs to a host");
        ulong checksum = BinaryPrimitives.ReadUInt64LittleEndian(end[StateFormat.BlockHeaderSize..]);
        Require(checksum == _checksum.GetCurrentHashAsUInt64(), "the checksum is wrong, so it was damaged");
    }

    private byte ReadByte()
    {
        if (_at == _end)
        {
            NextBlock();
        }

        return _block[_at++];
    }

    private void NextBlock()
    {
        Span<byte> header = stackalloc byte[StateFormat.BlockHeaderSize];
        Fetch(header);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        Require(length != 0, "it ends too early");
        Require(length <= StateFormat.BlockSize, "a block is too long");
        _at = 0;
        _end = (int)length;
        Fetch(_block.AsSpan(0, _end));
        _checksum.Append(header);
        _checksum.Append(_block.AsSpan(0, _end));
    }

    private void Fetch(Span<byte> bytes)
    {
        int read = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        Require(read == bytes.Length, "the stream ends too early");
    }
}
