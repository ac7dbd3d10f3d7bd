using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace PageEngine;

// Finding and taking what is dirty.
internal partial struct DirtyWords<TAccess>
{
    internal readonly ulong CountDirty()
    {
        ulong count = 0;
        for (ulong index = 0; TryFindWord(ref index, out ulong word); index++)
        {
            count += (ulong)BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Finds the first dirty page at or behind another.</summary>
    internal readonly bool TryFindNext(ulong from, out ulong page)
    {
        page = 0;
        if (from >= PageCount)
        {
            return false;
        }

        ulong index = from >> WordShift;
        ulong word = Volatile.Read(ref Leaf(index)) & (ulong.MaxValue << (int)from);
        if (word == 0)
        {
            index++;
            if (!TryFindWord(ref index, out word))
            {
                return false;
            }
        }

        page = (index << WordShift) + (ulong)BitOperations.TrailingZeroCount(word);
        return true;
    }

    /// <summary>The first clean page at or behind another, or <see cref="PageCount"/>.</summary>
    internal readonly ulong FindClean(ulong from)
    {
        Debug.Assert(from < PageCount, "the search starts at a page");
        ulong index = from >> WordShift;
        ulong clean = ~Leaf(index) & (ulong.MaxValue << (int)from);
        while (clean == 0 && ++index < _wordCount)
        {
            clean = ~Leaf(index);
        }

        // Bits behind the last page are never set: they end the last run, unless the last word is full.
        return clean == 0 ? PageCount : (index << WordShift) + (ulong)BitOperations.TrailingZeroCount(clean);
    }

    /// <summary>Finds the first leaf word that is not empty at or behind another.</summary>
    internal readonly bool TryFindWord(ref ulong index, out ulong word)
    {
        ulong from = index;
        for (ulong group = from >> WordShift; TryFindGroup(ref group); group++)
        {
            ulong pending = Volatile.Read(ref Summary(group));
            if (group == from >> WordShift)
            {
                pending &= ulong.MaxValue << (int)from;
            }

            for (; pending != 0; pending &= pending - 1)
            {
                index = (group << WordShift) + (ulong)BitOperations.TrailingZeroCount(pending);
                word = Volatile.Read(ref Leaf(index));
                if (word != 0)
                {
                    return true;
                }
            }
        }

        word = 0;
        return false;
    }

    /// <summary>
    /// Takes as many leading runs as fit; see <see cref="ConcurrentAccess"/> for the order of the steps.
    /// </summary>
    internal readonly int Harvest(Span<PageRange> ranges)
    {
        RangeWriter writer = new(ranges);
        for (ulong group = 0; TryFindGroup(ref group); group++)
        {
            ulong pending = TAccess.Take(ref Summary(group));
            for (; pending != 0; pending &= pending - 1)
            {
                ulong index = (group << WordShift) + (ulong)BitOperations.TrailingZeroCount(pending);
                ulong word = TAccess.Take(ref Leaf(index));
                ulong rest = writer.Add(index << WordShift, word);
                if (rest != 0)
                {
                    // Full: what did not fit is marked again, leaf before summary as by any marker.
                    TAccess.MarkLeaf(ref Leaf(index), rest);
                    TAccess.MarkSummary(ref Summary(group), pending);
                    return writer.Finish();
                }
            }
        }

        return writer.Finish();
    }

    /// <summary>
    /// Takes every dirty page and marks it in each destination; in none, when there are no destinations.
    /// </summary>
    internal readonly void Drain(ReadOnlySpan<DirtyBitmap> destinations)
    {
        for (ulong group = 0; TryFindGroup(ref group); group++)
        {
            ulong pending = TAccess.Take(ref Summary(group));
            for (; pending != 0; pending &= pending - 1)
            {
                ulong index = (group << WordShift) + (ulong)BitOperations.TrailingZeroCount(pending);
                ulong word = TAccess.Take(ref Leaf(index));
                foreach (DirtyBitmap destination in destinations)
                {
                    destination.MarkWord(index, word);
                }
            }
        }
    }

    /// <summary>Finds the first summary word that is not empty at or behind another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool TryFindGroup(ref ulong group)
    {
        if (group < _groupCount && Volatile.Read(ref Summary(group)) != 0)
        {
            return true;
        }

        return SkipEmptyGroups(ref group);
    }

    private readonly bool SkipEmptyGroups(ref ulong group)
    {
        ulong rest = _groupCount - Math.Min(group, _groupCount);
        // A plain vector read beside markers is enough: a bit that it misses was set after the harvest began.
        int skipped = _arena.Slice(_arena.Length - rest, (int)rest).IndexOfAnyExcept(0UL);
        group += (ulong)Math.Max(skipped, 0);
        return skipped >= 0;
    }
}
