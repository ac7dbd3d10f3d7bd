using System.Numerics;

namespace PageEngine;

/// <summary>Words of tables, bitmaps and pages as runs, so that what was never used costs next to nothing.</summary>
/// <remarks>
/// <code>
/// run      number: length · 4 + kind
/// kind     0 zeros   1 one value, which follows   2 ascending by one from the value that follows   3 words as they are
/// </code>
/// Frames are given out lowest first, so page tables are full of ascending runs.
/// </remarks>
internal static class WordRuns
{
    /// <summary>A run that is shorter costs more than the words.</summary>
    private const int ShortestRun = 4;

    private const int KindBits = 2;

    private enum Kind
    {
        Zeros,
        Repeated,
        Ascending,
        Raw,
    }

    internal static void Write<T>(StateWriter writer, ReadOnlySpan<T> words)
        where T : unmanaged, IBinaryInteger<T>
    {
        int rawStart = 0;
        int at = 0;
        while (at < words.Length)
        {
            int length = FindRun(words[at..], out Kind kind);
            if (length < ShortestRun)
            {
                at += length;
                continue;
            }

            WriteRaw(writer, words[rawStart..at]);
            WriteHeader(writer, length, kind);
            if (kind != Kind.Zeros)
            {
                writer.WriteNumber(ulong.CreateTruncating(words[at]));
            }

            at += length;
            rawStart = at;
        }

        WriteRaw(writer, words[rawStart..]);
    }

    /// <summary>Reads words; the room holds zeros, which are not written again.</summary>
    internal static void Read<T>(StateReader reader, Span<T> words)
        where T : unmanaged, IBinaryInteger<T>
    {
        while (!words.IsEmpty)
        {
            ulong header = reader.ReadNumber();
            Kind kind = (Kind)(header & ((1 << KindBits) - 1));
            ulong length = header >> KindBits;
            StateReader.Require(length != 0 && length <= (ulong)words.Length, "a run of words has a wrong length");
            Fill(reader, kind, words[..(int)length]);
            words = words[(int)length..];
        }
    }

    private static void Fill<T>(StateReader reader, Kind kind, Span<T> run)
        where T : unmanaged, IBinaryInteger<T>
    {
        switch (kind)
        {
            case Kind.Zeros:
                break;
            case Kind.Repeated:
                run.Fill(ReadValue<T>(reader));
                break;
            case Kind.Ascending:
                T value = ReadValue<T>(reader);
                for (int i = 0; i < run.Length; i++, value++)
                {
                    run[i] = value;
                }

                break;
            default:
                reader.ReadRaw(run);
                break;
        }
    }

    private static T ReadValue<T>(StateReader reader)
        where T : unmanaged, IBinaryInteger<T> =>
        T.CreateTruncating(reader.ReadNumber(ulong.CreateTruncating(T.AllBitsSet), "the value of a run"));

    /// <summary>
    /// The length of the run that words begin with; where it is short, how many words need no second look.
    /// </summary>
    private static int FindRun<T>(ReadOnlySpan<T> words, out Kind kind)
        where T : unmanaged, IBinaryInteger<T>
    {
        T first = words[0];
        kind = Kind.Raw;
        if (words.Length < ShortestRun)
        {
            return words.Length;
        }

        if (words[1] == first)
        {
            kind = first == T.Zero ? Kind.Zeros : Kind.Repeated;
            int other = words.IndexOfAnyExcept(first);
            return other < 0 ? words.Length : other;
        }

        int length = 1;
        if (words[1] == unchecked(first + T.One))
        {
            kind = Kind.Ascending;
            while (length < words.Length && words[length] == unchecked(words[length - 1] + T.One))
            {
                length++;
            }

            // The last of a short ascent may begin a run of its own.
            return length < ShortestRun ? length - 1 : length;
        }

        return length;
    }

    private static void WriteRaw<T>(StateWriter writer, ReadOnlySpan<T> words)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (!words.IsEmpty)
        {
            WriteHeader(writer, words.Length, Kind.Raw);
            writer.WriteRaw(words);
        }
    }

    private static void WriteHeader(StateWriter writer, int length, Kind kind) =>
        writer.WriteNumber(((ulong)length << KindBits) | (ulong)kind);
}
