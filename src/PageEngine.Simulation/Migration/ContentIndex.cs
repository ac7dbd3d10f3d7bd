using System.Diagnostics;
using System.Numerics;

namespace PageEngine.Simulation;

/// <summary>Where a content was last seen, by its fingerprint: a hint that whoever uses it compares.</summary>
/// <remarks>
/// Open addressing with linear probing, at most three quarters full; 16 bytes an entry. Nothing is removed: an entry whose
/// page has changed is found out by the compare, and overwritten when its content is seen again.
/// </remarks>
internal sealed class ContentIndex
{
    private const int FirstCapacity = 1024;
    private const int MostCapacityBits = 28;
    private const ulong Free = 0;

    private ulong[] _fingerprints = new ulong[FirstCapacity];
    private ulong[] _places = new ulong[FirstCapacity];

    internal int Count { get; private set; }

    internal bool TryGet(ulong fingerprint, out ulong place)
    {
        int slot = Find(fingerprint);
        place = _places[slot];
        return _fingerprints[slot] != Free;
    }

    /// <summary>Notes where a content is. When the index is as large as it can be, new contents are passed over.</summary>
    internal void Set(ulong fingerprint, ulong place)
    {
        int slot = Find(fingerprint);
        if (_fingerprints[slot] == Free)
        {
            if (4 * ((long)Count + 1) > 3 * (long)_fingerprints.Length)
            {
                if (_fingerprints.Length >= 1 << MostCapacityBits)
                {
                    return;
                }

                Grow();
                slot = Find(fingerprint);
            }

            _fingerprints[slot] = NameOf(fingerprint);
            Count++;
        }

        _places[slot] = place;
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(_fingerprints.Length);
        writer.WriteSparse<ulong>(_fingerprints);
        writer.WriteSparse<ulong>(_places);
    }

    internal static ContentIndex Load(StateReader reader, int mostEntries)
    {
        ContentIndex index = new();
        int length = reader.ReadCount(1 << MostCapacityBits);
        StateReader.Require(
            BitOperations.IsPow2(length) && length >= FirstCapacity && length / 4 <= Math.Max(mostEntries, FirstCapacity),
            "an index of contents has an impossible size");
        index._fingerprints = new ulong[length];
        index._places = new ulong[length];
        reader.ReadSparse<ulong>(index._fingerprints);
        reader.ReadSparse<ulong>(index._places);
        foreach (ulong fingerprint in index._fingerprints)
        {
            index.Count += fingerprint == Free ? 0 : 1;
        }

        StateReader.Require(4 * (long)index.Count <= 3 * (long)length, "an index of contents is too full");
        return index;
    }

    private static ulong NameOf(ulong fingerprint) => fingerprint == Free ? 1 : fingerprint;

    private int Find(ulong fingerprint)
    {
        ulong name = NameOf(fingerprint);
        int mask = _fingerprints.Length - 1;
        int slot = (int)(name & (uint)mask);
        while (_fingerprints[slot] != Free && _fingerprints[slot] != name)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        (ulong[] fingerprints, ulong[] places) = (_fingerprints, _places);
        _fingerprints = new ulong[2 * fingerprints.Length];
        _places = new ulong[2 * places.Length];
        for (int i = 0; i < fingerprints.Length; i++)
        {
            if (fingerprints[i] != Free)
            {
                int slot = Find(fingerprints[i]);
                Debug.Assert(_fingerprints[slot] == Free, "a fingerprint stands once");
                _fingerprints[slot] = fingerprints[i];
                _places[slot] = places[i];
            }
        }
    }
}
