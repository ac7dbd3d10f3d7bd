namespace PageEngine;

/// <summary>
/// How one 64-bit word of a dirty bitmap is marked and taken; the rest of a bitmap is the same for all.
/// </summary>
internal interface IWordAccess
{
    /// <summary>Sets bits of a leaf word.</summary>
    /// <returns>Whether the summary has to be looked at.</returns>
    public static abstract bool MarkLeaf(ref ulong word, ulong bits);

    /// <summary>Sets bits of a summary word, after the leaves that they stand for.</summary>
    public static abstract void MarkSummary(ref ulong word, ulong bits);

    /// <summary>Takes what a word holds and leaves it empty.</summary>
    public static abstract ulong Take(ref ulong word);
}

/// <summary>One thread marks and harvests: plain loads and stores, and a bit that is set is not set again.</summary>
internal readonly struct SingleWriterAccess : IWordAccess
{
    public static bool MarkLeaf(ref ulong word, ulong bits)
    {
        ulong old = word;
        if ((old & bits) == bits)
        {
            return false;
        }

        word = old | bits;
        return old == 0;
    }

    public static void MarkSummary(ref ulong word, ulong bits) => word |= bits;

    public static ulong Take(ref ulong word)
    {
        ulong taken = word;
        word = 0;
        return taken;
    }
}

/// <summary>Any number of threads mark against one that harvests.</summary>
/// <remarks>
/// <code>
/// marker      m1 store the bytes      harvester   h1 exchange the summary word for 0
///             m2 or the leaf                      h2 exchange the leaf word for 0
///             m3 read the summary                 h3 read the page
///             m4 or the summary if its bit was 0
/// </code>
/// m2, m4, h1 and h2 are full fences, so each column takes effect in its order.
/// <para>The bytes. If h2 takes the bit that m2 set, m1 came before h3, which reads the new bytes. If h2 came before
/// m2, the bit stays for the next harvest. That is why m2 may not be replaced by a test: a load may overtake the store
/// m1 while that waits in the processor's store buffer; it finds the bit that h2 is about to take, h3 reads the old
/// bytes, then m1 lands, and nobody will look at the page again.</para>
/// <para>The summary. If m3 finds the bit set, m3 came before the h1 that clears it, hence m2 before that h1 and before
/// the h2 that follows it: the leaf is taken then. If m3 finds it clear, m4 sets it for the next h1. Here a test is
/// allowed because the fence of m2 stands between the leaf and the test. The bit may be left over a leaf that is
/// empty, which costs one look; it is never missing over a leaf whose mark has returned.</para>
/// </remarks>
internal readonly struct ConcurrentAccess : IWordAccess
{
    public static bool MarkLeaf(ref ulong word, ulong bits)
    {
        Interlocked.Or(ref word, bits);
        return true;
    }

    public static void MarkSummary(ref ulong word, ulong bits)
    {
        if ((Volatile.Read(ref word) & bits) != bits)
        {
            Interlocked.Or(ref word, bits);
        }
    }

    public static ulong Take(ref ulong word) => Interlocked.Exchange(ref word, 0);
}
