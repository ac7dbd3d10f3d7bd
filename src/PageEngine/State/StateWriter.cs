using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;

namespace PageEngine;

/// <summary>Writes a saved host; see <see cref="StateFormat"/>.</summary>
/// <remarks>It keeps one block in memory, whatever the size of the host.</remarks>
internal sealed class StateWriter
{
    private readonly Stream _stream;
    private readonly XxHash3 _checksum = new();
    private readonly byte[] _block = new byte[StateFormat.BlockHeaderSize + StateFormat.BlockSize];
    private readonly ulong[] _pageWords = new ulong[Page.Size / sizeof(ulong)];
    private int _used = StateFormat.BlockHeaderSize;

    internal StateWriter(Stream stream)
    {
        _stream = stream;
        Span<byte> start = stackalloc byte[StateFormat.Magic.Length + sizeof(uint)];
        StateFormat.Magic.CopyTo(start);
        BinaryPrimitives.WriteUInt32LittleEndian(start[StateFormat.Magic.Length..], StateFormat.Version);
        Emit(start);
    }

    internal void WriteFlag(bool value) => WriteNumber(value ? 1UL : 0UL);

    /// <summary>Writes a number in as few bytes as it needs: 7 bits a byte, lowest first.</summary>
    internal void WriteNumber(ulong value)
    {
        MakeRoom(StateFormat.MaxNumberLength);
        while (value >= 0x80)
        {
            _block[_used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _block[_used++] = (byte)value;
    }

    /// <summary>Writes a number in eight bytes.</summary>
    internal void WriteFixed(ulong value)
    {
        MakeRoom(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(_block.AsSpan(_used), value);
        _used += sizeof(ulong);
    }

    internal void WriteText(string text)
    {
        WriteNumber((ulong)text.Length);
        foreach (char unit in text)
        {
            WriteNumber(unit);
        }
    }

    /// <summary>Writes words as they are.</summary>
    internal void WriteRaw<T>(ReadOnlySpan<T> words)
        where T : unmanaged, IBinaryInteger<T>
    {
        int size = T.Zero.GetByteCount();
        while (!words.IsEmpty)
        {
            MakeRoom(size);
            int count = Math.Min((_block.Length - _used) / size, words.Length);
            LittleEndianWords.Write(words[..count], _block.AsSpan(_used));
            _used += count * size;
            words = words[count..];
        }
    }

    /// <summary>Writes words of an arena, a run at a time.</summary>
    internal void WriteWords<T>(NativeArena<T> arena, ulong count)
        where T : unmanaged, IBinaryInteger<T> => WriteWordsAs<T, T>(arena, count);

    /// <summary>Writes elements of an arena as words of the same size.</summary>
    internal void WriteWordsAs<TElement, TWord>(NativeArena<TElement> arena, ulong count)
        where TElement : unmanaged
        where TWord : unmanaged, IBinaryInteger<TWord>
    {
        for (ulong done = 0; done < count;)
        {
            int length = (int)Math.Min(count - done, StateFormat.WordsPerChunk);
            WordRuns.Write(this, arena.SliceAs<TWord>(done, length));
            done += (ulong)length;
        }
    }

    /// <summary>Writes a page: zeros, a token, or the runs of its words.</summary>
    internal void WritePage(ReadOnlySpan<byte> page)
    {
        if (PageToken.TryRecognize(page, out PageToken token))
        {
            WriteNumber(token.Value << 1);
            return;
        }

        WriteNumber(1);
        LittleEndianWords.Read(page, _pageWords);
        WordRuns.Write<ulong>(this, _pageWords);
    }

    /// <summary>Writes the last block, the mark of the end and the checksum.</summary>
    internal void Finish()
    {
        Flush();
        Span<byte> end = stackalloc byte[StateFormat.BlockHeaderSize + sizeof(ulong)];
        end.Clear();
        ulong checksum = _checksum.GetCurrentHashAsUInt64();
        BinaryPrimitives.WriteUInt64LittleEndian(end[StateFormat.BlockHeaderSize..], checksum);
        _stream.Write(end);
    }

    private void MakeRoom(int byteCount)
    {
        if (_block.Length - _used < byteCount)
        {
            Flush();
        }
    }

    private void Flush()
    {
        int length = _used - StateFormat.BlockHeaderSize;
        if (length > 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_block, (uint)length);
            Emit(_block.AsSpan(0, _used));
            _used = StateFormat.BlockHeaderSize;
        }
    }

    private void Emit(ReadOnlySpan<byte> bytes)
    {
        _checksum.Append(bytes);
        _stream.Write(bytes);
    }
}
