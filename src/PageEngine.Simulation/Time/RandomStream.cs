using System.Numerics;

namespace PageEngine.Simulation;

/// <summary>A seeded stream of random numbers for one entity and one purpose.</summary>
/// <remarks>
/// <para>xoshiro256** (Blackman and Vigna, ACM TOMS 47(4), 2021), its state filled by SplitMix64 from the seed of the
/// simulation, the name of the entity and the purpose. Streams do not depend on each other: who is added to a simulation
/// changes nobody else's draws.</para>
/// <para>A mutable value: pass it by reference. Not thread-safe.</para>
/// </remarks>
public struct RandomStream
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts the stream of an entity and a purpose.</summary>
    /// <param name="seed">The seed of the simulation.</param>
    /// <param name="entity">The name of the entity.</param>
    /// <param name="purpose">What the numbers are for.</param>
    public RandomStream(ulong seed, string entity, string purpose)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(purpose);
        ulong state = StableHash.Combine(StableHash.Combine(seed, StableHash.Of(entity)), StableHash.Of(purpose));
        _s0 = StableHash.Finalize(state += StableHash.Golden);
        _s1 = StableHash.Finalize(state += StableHash.Golden);
        _s2 = StableHash.Finalize(state += StableHash.Golden);
        _s3 = StableHash.Finalize(state + StableHash.Golden);
    }

    /// <summary>A number that stands for the whole stream; drawing nothing from it.</summary>
    internal readonly ulong Key => StableHash.Combine(_s0, _s3);

    /// <summary>The next 64 random bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number below a limit, each with the same probability to within 2⁻⁶⁴ times the limit.</summary>
    /// <param name="limit">The limit, at least 1.</param>
    public ulong Below(ulong limit) => Math.BigMul(Next(), limit, out _);

    /// <summary>A number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Whether something of a probability happens.</summary>
    /// <param name="probability">From 0, never, to 1, always.</param>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>A draw of the exponential distribution.</summary>
    /// <param name="mean">The mean, above 0.</param>
    public double Exponential(double mean) => -mean * Math.Log(1 - NextDouble());

    internal readonly void Save(StateWriter writer)
    {
        writer.Write(_s0);
        writer.Write(_s1);
        writer.Write(_s2);
        writer.Write(_s3);
    }

    internal void Load(StateReader reader)
    {
        _s0 = reader.ReadUInt64();
        _s1 = reader.ReadUInt64();
        _s2 = reader.ReadUInt64();
        _s3 = reader.ReadUInt64();
        StateReader.Require((_s0 | _s1 | _s2 | _s3) != 0, "a random stream has the state that it can never reach");
    }
}
