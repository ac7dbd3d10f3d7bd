namespace PageEngine;

/// <content>Saving and restoring: the buckets; the way back follows from them.</content>
internal sealed partial class SharingIndex
{
    internal void Save(StateWriter writer) => writer.WriteWords(_slots, _slots.Length);

    /// <summary>Reads into an empty index. The caller checks that frames with an entry are used.</summary>
    internal void Load(StateReader reader)
    {
        reader.ReadWords(_slots, _slots.Length);
        for (ulong bucket = 0; bucket < _slots.Length >> BucketShift; bucket++)
        {
            foreach (ulong slot in _slots.Slice(bucket << BucketShift, BucketKernel.Slots))
            {
                if (slot > Grave)
                {
                    LinkBack(slot, (uint)bucket);
                }
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
