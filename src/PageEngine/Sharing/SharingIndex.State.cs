namespace PageEngine;

/// <content>Saving and restoring: the buckets; the way back follows from them.</content>
internal sealed partial class SharingIndex
{
    private const ulong BucketsAhead = 4;

    internal void Save(StateWriter writer) => writer.WriteWords(_slots, _slots.Length);

    /// <summary>Reads into an empty index. The caller checks that frames with an entry are used.</summary>
    internal void Load(StateReader reader)
    {
        reader.ReadWords(_slots, _slots.Length);
        ulong buckets = _slots.Length >> BucketShift;
        for (ulong bucket = 0; bucket < buckets; bucket++)
        {
            // Frames of a bucket lie anywhere; asking for those of a later one first hides the way to memory.
            PrefetchPlacesOf(Math.Min(bucket + BucketsAhead, buckets - 1));
            foreach (ulong slot in _slots.Slice(bucket << BucketShift, BucketKernel.Slots))
            {
                if (slot > Grave)
                {
                    LinkBack(slot, (uint)bucket);
                }
            }
        }
    }

    /// <summary>Takes over all entries of an index of the same size.</summary>
    internal void CopyFrom(SharingIndex other)
    {
        _slots.CopyFrom(other._slots, _slots.Length);
        _bucketOfFrame.CopyFrom(other._bucketOfFrame, _bucketOfFrame.Length);
    }

    private void PrefetchPlacesOf(ulong bucket)
    {
        foreach (ulong slot in _slots.Slice(bucket << BucketShift, BucketKernel.Slots))
        {
            if ((uint)slot < _bucketOfFrame.Length)
            {
                _bucketOfFrame.Prefetch((uint)slot);
            }
        }
    }

    private void LinkBack(ulong slot, uint bucket)
    {
        uint frame = (uint)slot;
        StateReader.Require((ushort)(slot >> KeyShift) != 0, "an entry of the sharing index has no tag");
        StateReader.Require(frame < _bucketOfFrame.Length, "the sharing index names a frame that does not exist");
        StateReader.Require(PlaceOf(frame) == NoSlot, "a frame is in the sharing index twice");
        PlaceOf(frame) = bucket + 1;
    }
}
