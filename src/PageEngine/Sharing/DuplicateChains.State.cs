namespace PageEngine;

/// <content>Saving and restoring: the frames in ascending order, each with its chain and whether it is open.</content>
/// <remarks>What waits in a chain besides its open frames was passed over already; it is not saved.</remarks>
internal sealed partial class DuplicateChains
{
    internal void Save(StateWriter writer)
    {
        uint[] frames = [.. _chainOf.Keys];
        Array.Sort(frames);
        Dictionary<Chain, ulong> numbers = [];
        writer.WriteNumber((ulong)frames.Length);
        uint last = 0;
        foreach (uint frame in frames)
        {
            Chain chain = _chainOf[frame];
            if (!numbers.TryGetValue(chain, out ulong number))
            {
                number = (ulong)numbers.Count;
                numbers.Add(chain, number);
            }

            writer.WriteNumber(frame - last);
            writer.WriteNumber((number << 1) | (_open.Contains(frame) ? 1UL : 0UL));
            last = frame;
        }
    }

    /// <summary>
    /// Reads the chains of one shard into an empty object and gives frames without a slot their place.
    /// </summary>
    internal void Load(StateReader reader, SharingIndex index, int shard, uint frameCount)
    {
        List<Chain> chains = [];
        ulong frame = 0;
        for (ulong left = reader.ReadNumber(frameCount, "the frames in chains"); left != 0; left--)
        {
            frame += reader.ReadNumber(frameCount, "a frame in a chain");
            StateReader.Require(frame < frameCount, "a chain names a frame that does not exist");
            ulong link = reader.ReadNumber((ulong)chains.Count * 2 + 1, "a chain");
            if (link >> 1 == (ulong)chains.Count)
            {
                chains.Add(new Chain());
            }

            bool added = _chainOf.TryAdd((uint)frame, chains[(int)(link >> 1)]);
            StateReader.Require(added, "a frame is in two chains");
            Place(index, shard, (uint)frame, isOpen: (link & 1) != 0);
        }
    }

    /// <summary>Takes over the chains of a shard whose frames have their places already.</summary>
    internal void CopyFrom(DuplicateChains other)
    {
        Dictionary<Chain, Chain> copies = [];
        foreach ((uint frame, Chain chain) in other._chainOf)
        {
            if (!copies.TryGetValue(chain, out Chain? copy))
            {
                copy = new Chain();
                copies.Add(chain, copy);
            }

            _chainOf.Add(frame, copy);
        }

        foreach (uint frame in other._open)
        {
            Reopen(frame);
        }
    }

    private void Place(SharingIndex index, int shard, uint frame, bool isOpen)
    {
        ref uint place = ref index.PlaceOf(frame);
        if (place == SharingIndex.NoSlot)
        {
            place = SharingIndex.ChainedBit | (uint)shard;
        }
        else
        {
            bool isHead = (place & SharingIndex.ChainedBit) == 0 && index.ShardOfFrame(frame) == shard && !isOpen;
            StateReader.Require(isHead, "a frame of a chain is elsewhere in the sharing index");
        }

        if (isOpen)
        {
            Reopen(frame);
        }
    }
}
