namespace PageEngine.Simulation;

/// <summary>What the pages that a task writes hold: turns a <see cref="ContentSpec"/> into tokens.</summary>
/// <remarks>
/// <para>The n-th content is a function of the task's key and n alone, so it depends neither on what the task draws for
/// its accesses nor on any other task.</para>
/// <para>Contents that are unique are the points of one walk over all 2⁶³ tokens, which every task begins at a place of
/// its own. A task never meets its own steps again, and two tasks that wrote n pages each meet with a probability of
/// 2n/2⁶³, where independent draws would meet with n²/2⁶³.</para>
/// <para>Not thread-safe.</para>
/// </remarks>
internal sealed class ContentSource
{
    private const int DecisionBits = 53;
    private const ulong Decisions = 1UL << DecisionBits;

    private readonly ulong _zeros;
    private readonly ulong _common;
    private readonly ulong _repeated;
    private readonly ulong _commonName;
    private readonly ulong _commonPages;
    private readonly ulong _repeatedContents;
    private readonly ulong _decisionKey;
    private readonly ulong _repeatedKey;
    private readonly ulong _begin;
    private ulong _count;

    /// <summary>Makes the contents of a task.</summary>
    /// <param name="spec">What they are.</param>
    /// <param name="key">The key of the task: <see cref="WorkloadSetting.Key"/>.</param>
    internal ContentSource(ContentSpec spec, ulong key)
    {
        _zeros = BoundOf(spec.ZeroShare);
        _common = BoundOf(spec.ZeroShare + spec.CommonShare);
        _repeated = BoundOf(spec.ZeroShare + spec.CommonShare + spec.RepeatedShare);
        _commonName = StableHash.Combine(StableHash.Of("common"), StableHash.Of(spec.CommonName));
        _commonPages = spec.CommonSize.Pages;
        _repeatedContents = (ulong)spec.RepeatedContents;
        _decisionKey = StableHash.Combine(key, StableHash.Of("decisions"));
        _repeatedKey = StableHash.Combine(key, StableHash.Of("repeated"));
        _begin = StableHash.Combine(key, StableHash.Of("unique"));
    }

    /// <summary>The content of the next page that is written.</summary>
    /// <param name="page">The page, in the task's own numbers.</param>
    internal PageToken Next(uint page)
    {
        ulong step = ++_count;
        if (_repeated > 0)
        {
            ulong draw = StableHash.Finalize(_decisionKey + (step * StableHash.Golden));
            ulong decision = draw >> (64 - DecisionBits);
            if (decision < _repeated)
            {
                return decision < _zeros ? PageToken.Zero
                    : decision < _common ? TokenOf(_commonName, page % _commonPages)
                    : TokenOf(_repeatedKey, StableHash.Finalize(draw) % _repeatedContents);
            }
        }

        return NotZero(Walk((_begin + (step * StableHash.Golden)) & PageToken.MaxValue));
    }

    internal void Save(StateWriter writer) => writer.Write(_count);

    internal void Load(StateReader reader) => _count = reader.ReadUInt64();

    private static ulong BoundOf(double share) => (ulong)(Math.Clamp(share, 0, 1) * Decisions);

    private static PageToken TokenOf(ulong key, ulong number) =>
        NotZero(StableHash.Combine(key, number) & PageToken.MaxValue);

    // The page of zeros is not unique; who happens on it takes the token that the walk gives to it.
    private static PageToken NotZero(ulong token) => new(token == 0 ? Walk(0x5EED) : token);

    /// <summary>A bijection of the tokens: xor-shifts and odd factors, each of which is one in 63 bits.</summary>
    private static ulong Walk(ulong value)
    {
        value ^= value >> 30;
        value = (value * 0xBF58_476D_1CE4_E5B9) & PageToken.MaxValue;
        value ^= value >> 27;
        value = (value * 0x94D0_49BB_1331_11EB) & PageToken.MaxValue;
        return value ^ (value >> 31);
    }
}
