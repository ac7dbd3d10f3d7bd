using System.Numerics;
using FsCheck.Xunit;

namespace PageEngine.Tests;

public sealed class WordRunsTests
{
    [Property(MaxTest = 300, EndSize = 1_000_000_000)]
    public void Words_read_back_as_they_were_written(ulong seed)
    {
        RoundTrip<ushort>(seed);
        RoundTrip<uint>(seed);
        RoundTrip<ulong>(seed);
    }

    [Property(MaxTest = 100, EndSize = 1_000_000_000)]
    public void Little_endian_words_are_the_same_by_the_vector_and_by_the_word(ulong seed)
    {
        Seeded random = new(seed);
        ulong[] words = [.. Enumerable.Range(0, random.Below(70)).Select(_ => random.Next())];
        byte[] fast = new byte[words.Length * sizeof(ulong)];
        byte[] scalar = new byte[fast.Length];
        LittleEndianWords.Write<ulong>(words, fast);
        LittleEndianWords.WriteScalar<ulong>(words, scalar);
        Assert.Equal(scalar, fast);
        ulong[] back = new ulong[words.Length];
        LittleEndianWords.Read<ulong>(fast, back);
        Assert.Equal(words, back);
        back.AsSpan().Clear();
        LittleEndianWords.ReadScalar<ulong>(fast, back);
        Assert.Equal(words, back);
    }

    [Fact]
    public void Runs_cost_a_few_bytes_and_other_words_hardly_more_than_themselves()
    {
        Seeded random = new(1);
        Assert.InRange(SizeOf(new uint[10_000]), 1, 3);
        Assert.InRange(SizeOf([.. Enumerable.Range(100, 10_000).Select(i => (uint)i)]), 1, 5);
        Assert.InRange(SizeOf([.. Enumerable.Repeat(77u, 10_000)]), 1, 4);
        Assert.InRange(SizeOf([.. Enumerable.Range(0, 10_000).Select(_ => (uint)random.Next())]), 40_000, 40_010);
    }

    private static void RoundTrip<T>(ulong seed)
        where T : unmanaged, IBinaryInteger<T>
    {
        Seeded random = new(seed);
        List<T> words = [];
        while (words.Count < 500 && !random.OneIn(40))
        {
            T value = random.OneIn(3) ? T.Zero : random.OneIn(4) ? T.AllBitsSet : T.CreateTruncating(random.Next());
            T step = random.Pick(T.Zero, T.One, T.CreateTruncating(random.Next()));
            for (int count = 1 + random.Below(9); count > 0; count--)
            {
                words.Add(value);
                value = unchecked(value + step);
            }
        }

        MemoryStream stream = new();
        StateWriter writer = new(stream);
        WordRuns.Write<T>(writer, words.ToArray());
        writer.Finish();
        stream.Position = 0;
        StateReader reader = new(stream, default);
        T[] back = new T[words.Count];
        WordRuns.Read<T>(reader, back);
        reader.Finish();
        Assert.Equal(words, back);
    }

    private static int SizeOf(uint[] words)
    {
        MemoryStream stream = new();
        StateWriter writer = new(stream);
        writer.Finish();
        int empty = (int)stream.Length;
        stream.SetLength(0);
        writer = new StateWriter(stream);
        WordRuns.Write<uint>(writer, words);
        writer.Finish();
        return (int)stream.Length - empty - StateFormat.BlockHeaderSize;
    }
}
