using System.Numerics;

namespace PageEngine.Simulation;

/// <summary>A keyed bijection of 0 to n − 1: puts neighbours apart without a table.</summary>
/// <remarks>
/// Sums, odd factors and xor-shifts permute the numbers of the next power of two; a result that is not below n is
/// permuted again until it is, which takes less than two turns in the mean (cycle walking: Black and Rogaway, CT-RSA
/// 2002). It hides nothing: it is no cipher. Immutable.
/// </remarks>
internal readonly struct PagePermutation
{
    private readonly uint _count;
    private readonly uint _mask;
    private readonly int _shift;
    private readonly uint _offset;
    private readonly uint _firstFactor;
    private readonly uint _secondFactor;

    internal PagePermutation(uint count, ulong key)
    {
        int bits = Math.Max(1, 32 - BitOperations.LeadingZeroCount(count - 1));
        _count = count;
        _mask = uint.MaxValue >> (32 - bits);
        _shift = (bits + 1) / 2;
        ulong first = StableHash.Combine(key, 1);
        ulong second = StableHash.Combine(key, 2);
        _offset = (uint)first;
        _firstFactor = (uint)(first >> 32) | 1;
        _secondFactor = (uint)second | 1;
    }

    internal uint this[uint index]
    {
        get
        {
            uint value = index;
            do
            {
                value = ((value + _offset) * _firstFactor) & _mask;
                value = ((value ^ (value >> _shift)) * _secondFactor) & _mask;
                value ^= value >> _shift;
            }
            while (value >= _count);
            return value;
        }
    }
}
