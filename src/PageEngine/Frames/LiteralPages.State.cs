using System.Diagnostics;

namespace PageEngine;

/// <content>
/// Saving and restoring: entries keep their places, since a literal's token is part of its fingerprint.
/// </content>
internal sealed partial class LiteralPages
{
    internal void Save(StateWriter writer)
    {
        int[] unused = _unused.ToArray();
        writer.WriteNumber((ulong)unused.Length);
        // From the bottom of the stack, so that pushing them again gives the same stack.
        for (int i = unused.Length - 1; i >= 0; i--)
        {
            writer.WriteNumber((ulong)unused[i]);
        }

        writer.WriteNumber((ulong)Count);
        for (int index = 0; index < _entryCount; index++)
        {
            if (_entries[index].References != 0)
            {
                writer.WritePage(_entries[index].Bytes);
            }
        }
    }

    /// <summary>Reads into an empty table. Nobody holds the entries yet: each page that does claims its own.</summary>
    internal void Load(StateReader reader)
    {
        HashSet<int> unused = [];
        for (ulong left = reader.ReadNumber(int.MaxValue, "the number of unused literals"); left != 0; left--)
        {
            int index = (int)reader.ReadNumber(int.MaxValue, "an unused literal");
            StateReader.Require(unused.Add(index), "a literal is unused twice");
            _unused.Push(index);
        }

        ulong count = reader.ReadNumber(int.MaxValue, "the number of literals");
        for (int index = 0; count != 0 || unused.Count != 0; index++)
        {
            ReserveEntry();
            _entryCount++;
            if (unused.Remove(index))
            {
                continue;
            }

            StateReader.Require(count-- != 0, "an unused literal is not in the table");
            LoadEntry(reader, index);
        }
    }

    /// <summary>Counts one more page that holds a literal, if there is such an entry.</summary>
    internal bool TryClaim(ulong token)
    {
        Debug.Assert(IsLiteral(token), "other tokens are not in the table");
        ulong index = token & ~LiteralBit;
        if (index >= (ulong)_entryCount || _entries[index].Bytes is null)
        {
            return false;
        }

        _entries[index].References++;
        return true;
    }

    /// <summary>Whether each entry that has a page is held by somebody.</summary>
    internal bool AreAllClaimed()
    {
        for (int index = 0; index < _entryCount; index++)
        {
            if (_entries[index].References == 0 && _entries[index].Bytes is not null)
            {
                return false;
            }
        }

        return true;
    }

    private void LoadEntry(StateReader reader, int index)
    {
        byte[] page = new byte[Page.Size];
        reader.ReadPage(page);
        ulong fingerprint = PageFingerprint.Compute(page, seed: 0);
        int first = _firstByFingerprint.GetValueOrDefault(fingerprint, None);
        StateReader.Require(Find(page, first) == None, "two literals are equal");
        StateReader.Require(!PageToken.TryRecognize(page, out _), "a literal is a page that a token names");
        _entries[index] = new Entry { Bytes = page, Fingerprint = fingerprint, Next = first };
        _firstByFingerprint[fingerprint] = index;
    }

    /// <summary>Takes over all entries, with their counts, into an empty table.</summary>
    internal void CopyFrom(LiteralPages other)
    {
        _entryCount = other._entryCount;
        _entries = other._entries.AsSpan(0, _entryCount).ToArray();
        for (int index = 0; index < _entryCount; index++)
        {
            _entries[index].Bytes = _entries[index].References == 0 ? null : [.. _entries[index].Bytes!];
        }

        int[] unused = other._unused.ToArray();
        for (int i = unused.Length - 1; i >= 0; i--)
        {
            _unused.Push(unused[i]);
        }

        foreach ((ulong fingerprint, int first) in other._firstByFingerprint)
        {
            _firstByFingerprint.Add(fingerprint, first);
        }
    }
}
