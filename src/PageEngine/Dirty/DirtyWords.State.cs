namespace PageEngine;

// Saving and restoring.
internal partial struct DirtyWords<TAccess>
{
    internal readonly void Save(StateWriter writer) => writer.WriteWords(_arena, _wordCount);

    /// <summary>Reads the bits into a bitmap that has none set; the summary follows from them.</summary>
    internal readonly void Load(StateReader reader)
    {
        reader.ReadWords(_arena, _wordCount);
        int pagesInLast = (int)(PageCount & (WordBits - 1));
        StateReader.Require(
            pagesInLast == 0 || Leaf(_wordCount - 1) >> pagesInLast == 0,
            "a page is dirty that the guest does not have");
        MarkSummaries();
    }

    private readonly void MarkSummaries()
    {
        for (ulong index = 0; index < _wordCount; index++)
        {
            if (Leaf(index) != 0)
            {
                Summary(index >> WordShift) |= BitOf(index);
            }
        }
    }

    /// <summary>Takes the bits of a bitmap of as many pages into one that has none set.</summary>
    internal readonly void CopyFrom(in DirtyWords<TAccess> other) => _arena.CopyFrom(other._arena, _arena.Length);
}
