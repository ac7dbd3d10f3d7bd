namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>Seeded choices for random plans.</summary>
internal sealed class Draws(ulong seed, string purpose)
{
    private RandomStream _random = new(seed, "test", purpose);

    internal ulong Next() => _random.Next();

    internal int Below(int limit) => (int)_random.Below((ulong)limit);

    internal int Between(int least, int most) => least + Below(most - least + 1);

    internal bool OneIn(int count) => Below(count) == 0;

    internal T Pick<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    internal T Any<T>()
        where T : struct, Enum => Pick<T>(Enum.GetValues<T>());

    internal SimTime Time(SimTime limit) => new((long)_random.Below((ulong)limit.Nanoseconds));

    internal byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)_random.Next();
        }

        return bytes;
    }
}
