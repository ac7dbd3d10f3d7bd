namespace PageEngine;

/// <content>Saving and restoring: which slots are used, then what they hold.</content>
public abstract partial class BackingStore
{
    private const int WordsAtATime = 256;

    internal void Save(StateWriter writer)
    {
        writer.WriteNumber(SlotCount);
        writer.WriteNumber(FirstNeverUsed);
        Span<ulong> words = stackalloc ulong[WordsAtATime];
        for (ulong start = 0; start < _allocation.WordCount; start += WordsAtATime)
        {
            int count = (int)Math.Min(_allocation.WordCount - start, WordsAtATime);
            for (int i = 0; i < count; i++)
            {
                words[i] = _allocation.UsedIn(start + (ulong)i);
            }

            WordRuns.Write<ulong>(writer, words[..count]);
        }

        SaveContents(writer);
    }

    internal static BackingStore Load(StateReader reader, PageHost host)
    {
        uint slots = (uint)reader.ReadNumber(MaxSlotCount, "the number of slots");
        StateReader.Require(slots != 0, "a backing store has no slots");
        ulong bytesPerSlot = host.Store is TokenFrameStore ? sizeof(ulong) : (ulong)Page.Size;
        reader.Reserve(slots, bytesPerSlot + 1, "a backing store");
        uint firstNeverUsed = (uint)reader.ReadNumber(slots, "the first slot that was never used");
        BackingStore store = host.CreateBackingStore(slots);
        store._allocation.SetFirstNeverUsed(firstNeverUsed);
        store.LoadUsed(reader);
        store.LoadContents(reader);
        return store;
    }

    /// <summary>Gives another host, whose frames are there already, a store with what this one holds.</summary>
    internal void CopyTo(PageHost host)
    {
        BackingStore copy = host.CreateBackingStore(SlotCount);
        copy._allocation.CopyFrom(_allocation);
        copy.CopyContents(this);
    }

    internal bool IsFree(uint slot) => _allocation.IsFree(slot);

    private protected abstract void SaveContents(StateWriter writer);

    private protected abstract void LoadContents(StateReader reader);

    private protected abstract void CopyContents(BackingStore other);

    private void LoadUsed(StateReader reader)
    {
        Span<ulong> words = stackalloc ulong[WordsAtATime];
        for (ulong start = 0; start < _allocation.WordCount; start += WordsAtATime)
        {
            int count = (int)Math.Min(_allocation.WordCount - start, WordsAtATime);
            words.Clear();
            WordRuns.Read(reader, words[..count]);
            for (int i = 0; i < count; i++)
            {
                ulong word = start + (ulong)i;
                StateReader.Require((words[i] & ~EverUsedIn(word)) == 0, "a slot is used that was never taken");
                _allocation.TakeIn(word, words[i]);
            }
        }
    }

    /// <summary>The bits of a word that stand for slots below the first that was never taken.</summary>
    private ulong EverUsedIn(ulong word)
    {
        const int SlotsPerWord = 64;
        ulong first = word * SlotsPerWord;
        ulong count = Math.Min(FirstNeverUsed - Math.Min(first, FirstNeverUsed), SlotsPerWord);
        return count == SlotsPerWord ? ulong.MaxValue : (1UL << (int)count) - 1;
    }
}
