using System.Diagnostics;
using System.Numerics;

namespace PageEngine;

/// <summary>Where a page with a fingerprint may be: hash buckets of one cache line, and for each frame the way back to its bucket.</summary>
/// <remarks>
/// <para>An entry is a hint: whoever finds a frame here compares bytes before sharing it.</para>
/// <code>
/// key      [63..58] shard   [47..16] bucket inside the shard (scaled)   [15..0] tag
/// bucket   slot 0 | slot 1 | … | slot 7                                 64 bytes, one cache line
/// slot     [63..48] domain   [47..32] tag, never 0   [31..0] frame      0 is empty, 1 a grave
/// </code>
/// <para>A full bucket sends its overflow to the next bucket of the shard. A search stops at the first bucket that has
/// an empty slot, so an entry that leaves a full bucket leaves a grave. A shard is owned by one worker at a time;
/// shards share nothing, so workers take no locks and the result does not depend on how many there are.</para>
/// </remarks>
internal sealed partial class SharingIndex : IDisposable
{
    /// <summary>The way-back value of a frame that has no entry.</summary>
    internal const uint NoSlot = 0;

    /// <summary>Set in the way-back value of a frame that is in a duplicate chain and has no slot; the rest is the shard.</summary>
    internal const uint ChainedBit = 1u << 31;

    /// <summary>
    /// How far an entry may stand from its home. Full buckets come in runs: with all frames in the index a run of 16 is
    /// met once in a thousand entries, one of 512 never. The bound is against pages that were made to collide.
    /// </summary>
    internal const int MaxBucketsPerSearch = 512;

    private const int MaxShards = 64;
    private const uint FramesPerShard = 65_536;
    private const int BucketShift = 3;
    private const int DomainShift = 48;
    private const int KeyShift = 32;
    private const ulong Grave = 1;
    private const double SlotsPerFrame = 1 / 0.87;

    private readonly NativeArena<ulong> _slots;
    private readonly NativeArena<uint> _bucketOfFrame;
    private readonly int _shardBits;
    private readonly uint _bucketsPerShard;

    internal SharingIndex(uint frameCount, ArenaAllocator allocator)
    {
        uint shards = Math.Min(BitOperations.RoundUpToPowerOf2(Math.Max(frameCount / FramesPerShard, 1)), MaxShards);
        _shardBits = BitOperations.Log2(shards);
        double framesPerShard = Math.Ceiling((double)frameCount / shards);
        // Hashing spreads frames over shards as a binomial: four standard deviations of room keep every shard below full.
        double slots = (framesPerShard + (4 * Math.Sqrt(framesPerShard))) * SlotsPerFrame;
        _bucketsPerShard = (uint)Math.Ceiling(slots / BucketKernel.Slots) + 1;
        ulong slotCount = (ulong)shards * _bucketsPerShard << BucketShift;
        Debug.Assert(slotCount >> BucketShift < ChainedBit - 1, "bucket numbers leave the chained bit free");
        _slots = new NativeArena<ulong>(slotCount, allocator);
        _bucketOfFrame = new NativeArena<uint>(frameCount, allocator);
    }

    internal int ShardCount => 1 << _shardBits;

    /// <summary>The bytes reserved for buckets and for the way back.</summary>
    internal ulong MetadataBytes => _slots.ByteCount + _bucketOfFrame.ByteCount;

    internal int ShardOf(ulong key) => _shardBits == 0 ? 0 : (int)(key >> (64 - _shardBits));

    /// <summary>The bucket + 1, the chain, or nothing that a frame is in; see <see cref="NoSlot"/> and <see cref="ChainedBit"/>.</summary>
    internal ref uint PlaceOf(uint frame) => ref _bucketOfFrame[frame];

    /// <summary>The shard of a frame that has a slot.</summary>
    internal int ShardOfFrame(uint frame) => (int)((PlaceOf(frame) - 1) / _bucketsPerShard);

    internal void Prefetch(ulong key) => _slots.Prefetch(HomeBucket(key) << BucketShift);

    /// <summary>Asks for the bucket that a frame is in, if it is in one.</summary>
    internal void PrefetchPlaceOf(uint frame)
    {
        uint place = PlaceOf(frame);
        if (place is not NoSlot and < ChainedBit)
        {
            _slots.Prefetch((ulong)(place - 1) << BucketShift);
        }
    }

    /// <summary>Starts a search for frames that may hold a content.</summary>
    internal Search Find(ulong key, ushort domain) => new(this, key, domain);

    /// <summary>Adds an entry. It fails only when <see cref="MaxBucketsPerSearch"/> buckets in a row are full.</summary>
    internal bool TryInsert(ulong key, ushort domain, uint frame)
    {
        Debug.Assert(PlaceOf(frame) == NoSlot, "a frame has one entry");
        ulong shardStart = ShardStart(key);
        ulong bucket = HomeBucket(key);
        ulong last = Math.Min(MaxBucketsPerSearch, _bucketsPerShard);
        for (ulong step = 0; step < last; step++)
        {
            Span<ulong> slots = _slots.Slice(bucket << BucketShift, BucketKernel.Slots);
            for (int i = 0; i < BucketKernel.Slots; i++)
            {
                if (slots[i] <= Grave)
                {
                    slots[i] = (ulong)SlotKey(key, domain) << KeyShift | frame;
                    PlaceOf(frame) = (uint)bucket + 1;
                    return true;
                }
            }

            bucket = Next(bucket, shardStart);
        }

        return false;
    }

    /// <summary>Removes the entry of a frame that has a slot.</summary>
    internal void Remove(uint frame)
    {
        Span<ulong> bucket = BucketOf(frame, out int slot);
        BucketKernel.Match(bucket, key: uint.MaxValue, out uint empty);
        bucket[slot] = empty != 0 ? 0 : Grave;
        PlaceOf(frame) = NoSlot;
    }

    /// <summary>Gives the slot of one frame to another that holds the same content.</summary>
    internal void Replace(uint frame, uint replacement)
    {
        Span<ulong> bucket = BucketOf(frame, out int slot);
        bucket[slot] = (bucket[slot] & ~(ulong)uint.MaxValue) | replacement;
        PlaceOf(replacement) = PlaceOf(frame);
        PlaceOf(frame) = NoSlot;
    }

    public void Dispose()
    {
        _slots.Dispose();
        _bucketOfFrame.Dispose();
    }

    private static uint SlotKey(ulong key, ushort domain) => (uint)domain << (DomainShift - KeyShift) | Tag(key);

    private static uint Tag(ulong key) => Math.Max((ushort)key, (ushort)1);

    private Span<ulong> BucketOf(uint frame, out int slot)
    {
        uint place = PlaceOf(frame);
        Debug.Assert(place is not NoSlot and < ChainedBit, "the frame has a slot");
        Span<ulong> bucket = _slots.Slice((ulong)(place - 1) << BucketShift, BucketKernel.Slots);
        slot = 0;
        while ((uint)bucket[slot] != frame || bucket[slot] <= Grave)
        {
            slot++;
        }

        return bucket;
    }

    private ulong ShardStart(ulong key) => (ulong)ShardOf(key) * _bucketsPerShard;

    private ulong HomeBucket(ulong key) => ShardStart(key) + ((ulong)(uint)(key >> 16) * _bucketsPerShard >> 32);

    private ulong Next(ulong bucket, ulong shardStart) =>
        bucket + 1 == shardStart + _bucketsPerShard ? shardStart : bucket + 1;

    /// <summary>Walks the frames whose slots match a key, bucket by bucket.</summary>
    internal ref struct Search
    {
        private readonly SharingIndex _index;
        private readonly ulong _shardStart;
        private readonly uint _slotKey;
        private ulong _bucket;
        private uint _matches;
        private int _bucketsLeft;

        internal Search(SharingIndex index, ulong key, ushort domain)
        {
            _index = index;
            _shardStart = index.ShardStart(key);
            _slotKey = SlotKey(key, domain);
            _bucket = index.HomeBucket(key);
            _bucketsLeft = (int)Math.Min(MaxBucketsPerSearch, index._bucketsPerShard);
            Look();
        }

        /// <summary>The next frame that may hold the content.</summary>
        internal bool TryNext(out uint frame)
        {
            while (_matches == 0)
            {
                if (_bucketsLeft == 0)
                {
                    frame = 0;
                    return false;
                }

                _bucket = _index.Next(_bucket, _shardStart);
                Look();
            }

            int slot = BitOperations.TrailingZeroCount(_matches);
            _matches &= _matches - 1;
            frame = (uint)_index._slots[(_bucket << BucketShift) + (ulong)slot];
            return true;
        }

        private void Look()
        {
            _matches = BucketKernel.Match(
                _index._slots.Slice(_bucket << BucketShift, BucketKernel.Slots), _slotKey, out uint empty);
            _bucketsLeft = empty != 0 ? 0 : _bucketsLeft - 1;
        }
    }
}
