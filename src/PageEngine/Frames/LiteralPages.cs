using System.Diagnostics;

namespace PageEngine;

/// <summary>Pages kept by their bytes, each content once, with a count of the frames and slots that hold it.</summary>
/// <remarks>
/// A literal token is <see cref="LiteralBit"/> with the index of the page's entry. Entries are found by their
/// fingerprint and told apart by their bytes; entries with one fingerprint form a list.
/// </remarks>
internal sealed partial class LiteralPages
{
    private const ulong LiteralBit = 1UL << 63;
    private const int None = -1;

    private readonly Dictionary<ulong, int> _firstByFingerprint = [];
    private readonly Stack<int> _unused = new();
    private Entry[] _entries = [];
    private int _entryCount;

    internal int Count => _entryCount - _unused.Count;

    /// <summary>The entries, unused ones included: every literal token is below it.</summary>
    internal int Slots => _entryCount;

    internal static bool IsLiteral(ulong token) => (token & LiteralBit) != 0;

    internal ReadOnlySpan<byte> BytesOf(ulong token) => _entries[IndexOf(token)].Bytes;

    internal void AddReference(ulong token) => _entries[IndexOf(token)].References++;

    /// <summary>The token of a page, with one reference more.</summary>
    internal ulong Add(ReadOnlySpan<byte> page)
    {
        ulong fingerprint = PageFingerprint.Compute(page, seed: 0);
        int first = _firstByFingerprint.GetValueOrDefault(fingerprint, None);
        int known = Find(page, first);
        if (known != None)
        {
            _entries[known].References++;
            return LiteralBit | (uint)known;
        }

        int added = TakeEntry();
        byte[] kept = _entries[added].Bytes ??= new byte[Page.Size];
        page.CopyTo(kept);
        _entries[added].References = 1;
        _entries[added].Fingerprint = fingerprint;
        _entries[added].Next = first;
        _firstByFingerprint[fingerprint] = added;
        return LiteralBit | (uint)added;
    }

    /// <summary>Whether each entry is held as often as it counts.</summary>
    internal bool AreHeldBy(ReadOnlySpan<ulong> holders)
    {
        for (int index = 0; index < _entryCount; index++)
        {
            if (_entries[index].References != holders[index])
            {
                return false;
            }
        }

        return true;
    }

    internal void Release(ulong token)
    {
        int index = IndexOf(token);
        ref Entry entry = ref _entries[index];
        Debug.Assert(entry.References > 0, "a literal page is released as often as it was taken");
        if (--entry.References != 0)
        {
            return;
        }

        Unlink(index, ref entry);
        _unused.Push(index);
    }

    internal static int IndexOf(ulong token) => (int)(token & ~LiteralBit);

    private int TakeEntry()
    {
        if (_unused.TryPop(out int index))
        {
            return index;
        }

        ReserveEntry();
        return _entryCount++;
    }

    private void ReserveEntry()
    {
        if (_entryCount == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(16, _entries.Length * 2));
        }
    }

    /// <summary>The entry of a page in the list that begins at an entry.</summary>
    private int Find(ReadOnlySpan<byte> page, int first)
    {
        int index = first;
        while (index != None && !page.SequenceEqual(_entries[index].Bytes))
        {
            index = _entries[index].Next;
        }

        return index;
    }

    private void Unlink(int index, ref Entry entry)
    {
        int first = _firstByFingerprint[entry.Fingerprint];
        if (first == index)
        {
            if (entry.Next == None)
            {
                _firstByFingerprint.Remove(entry.Fingerprint);
            }
            else
            {
                _firstByFingerprint[entry.Fingerprint] = entry.Next;
            }

            return;
        }

        int before = first;
        while (_entries[before].Next != index)
        {
            before = _entries[before].Next;
        }

        _entries[before].Next = entry.Next;
    }

    private struct Entry
    {
        /// <summary>Null until the entry is used for the first time.</summary>
        internal byte[]? Bytes;

        internal ulong Fingerprint;
        internal ulong References;
        internal int Next;
    }
}
