namespace PageEngine.Simulation.Tests.WorkloadTests;

/// <summary>Choices for property tests, repeatable by their seed.</summary>
internal sealed class Dice(ulong seed)
{
    private RandomStream _random = new(seed, "tests", "dice");

    internal ulong Next() => _random.Next();

    internal int Below(int limit) => (int)_random.Below((ulong)limit);

    internal bool Flag() => Below(2) == 0;

    internal T Pick<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    internal double Share() => Pick(0, 1, 0.3, 0.99);

    internal double Rate() => Pick(1e-3, 17, 1e5, 3.0151e6, 1e9);
}
