using FsCheck.Xunit;

namespace PageEngine.Tests.Sharing;

public sealed class SharingIndexTests
{
    [Property(MaxTest = 100, EndSize = 1_000_000_000)]
    public void The_index_finds_what_a_plain_list_finds(ulong seed)
    {
        Seeded random = new(seed);
        const uint Frames = 200;
        using SharingIndex index = new(Frames, ArenaAllocator.Default);
        Dictionary<uint, (ulong Key, ushort Domain)> model = [];
        for (int step = 0; step < 2000; step++)
        {
            uint frame = (uint)random.Below((int)Frames);
            if (model.Remove(frame))
            {
                index.Remove(frame);
            }
            else
            {
                ulong key = random.OneIn(4) ? (ulong)random.Below(3) : random.Next();
                ushort domain = (ushort)random.Below(2);
                Assert.True(index.TryInsert(key, domain, frame));
                model.Add(frame, (key, domain));
            }

            (ulong wantedKey, ushort wantedDomain) = model.GetValueOrDefault(frame, ((ulong)random.Below(3), (ushort)0));
            HashSet<uint> found = Find(index, wantedKey, wantedDomain);
            Assert.All(model.Where(e => e.Value == (wantedKey, wantedDomain)), e => Assert.Contains(e.Key, found));
            Assert.All(found, f => Assert.Equal(wantedDomain, model[f].Domain));
        }
    }

    [Fact]
    public void A_frame_takes_the_place_of_another_and_can_be_removed_from_there()
    {
        using SharingIndex index = new(16, ArenaAllocator.Default);
        Assert.True(index.TryInsert(key: 5, domain: 0, frame: 3));
        index.Replace(3, 9);
        Assert.Equal([9u], Find(index, 5, 0));
        Assert.Equal(SharingIndex.NoSlot, index.PlaceOf(3));
        index.Remove(9);
        Assert.Empty(Find(index, 5, 0));
    }

    [Fact]
    public void Entries_that_overflow_a_bucket_are_found_after_others_leave_it()
    {
        using SharingIndex index = new(64, ArenaAllocator.Default);
        for (uint frame = 0; frame < 30; frame++)
        {
            Assert.True(index.TryInsert(key: 42, domain: 1, frame));
        }

        for (uint frame = 0; frame < 29; frame++)
        {
            index.Remove(frame);
        }

        Assert.Equal([29u], Find(index, 42, 1));
        Assert.Empty(Find(index, 42, 0));
    }

    [Fact]
    public void Keys_that_all_collide_are_refused_beyond_a_bound()
    {
        using SharingIndex index = new(8192, ArenaAllocator.Default);
        uint inserted = 0;
        while (index.TryInsert(key: 42, domain: 0, inserted))
        {
            inserted++;
        }

        Assert.Equal(SharingIndex.MaxBucketsPerSearch * (uint)BucketKernel.Slots, inserted);
        Assert.Equal((int)inserted, Find(index, 42, 0).Count);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(1000UL)]
    [InlineData(300_000UL)]
    public void A_host_full_of_different_pages_finds_room_for_each_in_the_index(ulong pages)
    {
        using PageHost host = new(new TokenFrameStore(ByteSize.FromPages(pages)), new SharingOptions { CleanScans = 0 });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(pages));
        for (ulong page = 0; page < pages; page++)
        {
            guest.Write(new GuestFrameNumber(page), new PageToken(page + 1));
        }

        SharingReport report = host.Sharer.ScanOnce();
        Assert.Equal((pages, 0UL, 0UL), (report.PagesUnshared, report.PagesVolatile, report.IndexRefusals));
    }

    [Fact]
    public void Metadata_of_a_full_host_is_at_most_sixteen_bytes_a_page()
    {
        foreach (ulong pages in new[] { 1UL << 16, 1UL << 18, 3_000_001UL })
        {
            using PageHost host = new(new TokenFrameStore(ByteSize.FromPages(pages)));
            host.AddGuest("g", ByteSize.FromPages(pages));
            Assert.InRange(host.Sharer.Report.MetadataBytes / (double)pages, 1, 16);
        }
    }

    [Property(MaxTest = 200, EndSize = 1_000_000_000)]
    public void Every_arm_of_the_bucket_search_does_what_the_scalar_one_does(ulong seed)
    {
        Seeded random = new(seed);
        ulong[] bucket = new ulong[BucketKernel.Slots];
        uint key = random.Pick(0u, 1u, uint.MaxValue, (uint)random.Next());
        for (int i = 0; i < bucket.Length; i++)
        {
            bucket[i] = random.Pick(0UL, 1UL, (ulong)key << 32, ((ulong)key << 32) | (uint)random.Next(), random.Next(), ulong.MaxValue);
        }

        uint match = BucketKernel.MatchScalar(bucket, key, out uint empty);
        Assert.Equal((match, empty), (BucketKernel.Match256(bucket, key, out uint empty256), empty256));
        Assert.Equal((match, empty), (BucketKernel.Match512(bucket, key, out uint empty512), empty512));
        Assert.Equal((match, empty), (BucketKernel.Match(bucket, key, out uint emptyBest), emptyBest));
    }

    private static HashSet<uint> Find(SharingIndex index, ulong key, ushort domain)
    {
        HashSet<uint> found = [];
        SharingIndex.Search search = index.Find(key, domain);
        while (search.TryNext(out uint frame))
        {
            Assert.True(found.Add(frame));
        }

        return found;
    }
}
