namespace PageEngine.Tests;

/// <summary>A small seeded generator (SplitMix64), so that a failing test is repeated by its seed.</summary>
internal sealed class Seeded(ulong seed)
{
    private ulong _state = seed;

    internal ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        return Mixing.Finalize(_state);
    }

    internal int Below(int limit) => (int)(Next() % (ulong)limit);

    internal bool OneIn(int count) => Below(count) == 0;

    internal T Pick<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    internal byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)Next();
        }

        return bytes;
    }
}
