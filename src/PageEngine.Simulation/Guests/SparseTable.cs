namespace PageEngine.Simulation;

/// <summary>A table of which only the parts that were written take memory; the rest is the default value.</summary>
/// <remarks>One thread at a time.</remarks>
/// <typeparam name="T">A number.</typeparam>
internal sealed class SparseTable<T>
    where T : unmanaged, IEquatable<T>
{
    /// <summary>Entries that are in memory or not as a whole.</summary>
    internal const int ChunkLength = 1 << ChunkShift;

    private const int ChunkShift = 10;

    private T[]?[] _chunks = [];

    internal int ChunkCount => _chunks.Length;

    internal T this[uint index]
    {
        get
        {
            T[]?[] chunks = _chunks;
            uint chunk = index >> ChunkShift;
            return chunk < (uint)chunks.Length && chunks[chunk] is { } entries
                ? entries[index & (ChunkLength - 1)]
                : default;
        }

        set
        {
            uint chunk = index >> ChunkShift;
            if (chunk >= (uint)_chunks.Length || _chunks[chunk] is not { } entries)
            {
                if (value.Equals(default))
                {
                    return;
                }

                entries = Add((int)chunk);
            }

            entries[index & (ChunkLength - 1)] = value;
        }
    }

    /// <summary>The entries of a chunk; none when they are all the default value.</summary>
    internal ReadOnlySpan<T> Chunk(int chunk) => chunk < _chunks.Length ? _chunks[chunk] : default;

    /// <summary>Sets all entries of a chunk back to the default value.</summary>
    internal void ClearChunk(int chunk)
    {
        if (chunk < _chunks.Length)
        {
            _chunks[chunk] = null;
        }
    }

    internal void Save(StateWriter writer, Action<StateWriter, T[]> saveEntries)
    {
        for (int chunk = 0; chunk < _chunks.Length; chunk++)
        {
            if (_chunks[chunk] is { } entries && entries.AsSpan().ContainsAnyExcept(default(T)))
            {
                writer.Write(chunk);
                saveEntries(writer, entries);
            }
        }

        writer.Write(-1);
    }

    internal void Load(StateReader reader, uint length, Action<StateReader, T[]> loadEntries)
    {
        _chunks = [];
        int limit = (int)(((ulong)length + ChunkLength - 1) / ChunkLength);
        for (int last = -1, chunk = reader.ReadInt32(); chunk != -1; last = chunk, chunk = reader.ReadInt32())
        {
            StateReader.Require(chunk > last && chunk < limit, "a part of a table is out of range");
            loadEntries(reader, Add(chunk));
        }
    }

    private T[] Add(int chunk)
    {
        if (chunk >= _chunks.Length)
        {
            Array.Resize(ref _chunks, Math.Max(chunk + 1, Math.Min(2 * _chunks.Length, chunk + 1024)));
        }

        return _chunks[chunk] = new T[ChunkLength];
    }
}
