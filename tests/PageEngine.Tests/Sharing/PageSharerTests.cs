namespace PageEngine.Tests.Sharing;

public sealed class PageSharerTests
{
    private static readonly SharingOptions AtOnce = new() { CleanScans = 0 };

    [Fact]
    public void A_pass_visits_what_was_written_and_not_what_exists()
    {
        using PageHost host = new(ByteSize.FromPages(1000));
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(1000));
        for (ulong page = 0; page < 1000; page++)
        {
            guest.Write(new GuestFrameNumber(page), new PageToken(page + 1));
        }

        host.Sharer.ScanOnce();
        host.Sharer.ScanOnce();
        Assert.Equal(2000UL, host.Sharer.Report.PagesScanned);
        guest.FillPages(400, 10, new PageToken(5));
        host.Sharer.ScanOnce();
        host.Sharer.ScanOnce();
        host.Sharer.ScanOnce();
        Assert.Equal(2020UL, host.Sharer.Report.PagesScanned);
        Assert.Equal((1UL, 10UL), (host.Sharer.Report.PagesShared, host.Sharer.Report.PagesSharing));
    }

    [Fact]
    public void A_budget_is_kept_and_the_pass_goes_on_where_it_stopped()
    {
        using PageHost host = new(ByteSize.FromPages(100), AtOnce);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(100));
        guest.FillPages(0, 100, new PageToken(7));
        for (int slice = 0; slice < 10; slice++)
        {
            Assert.Equal(10UL, host.Sharer.Scan(10));
            Assert.Equal((ulong)((slice + 1) * 10) - 1, host.Sharer.Report.PagesSharing);
        }

        Assert.Equal(0UL, host.Sharer.Scan(10));
        Assert.Equal(0UL, host.Sharer.Scan(0));
    }

    [Fact]
    public void MergeNow_does_not_wait_for_the_gate()
    {
        using PageHost host = new(ByteSize.FromPages(10), new SharingOptions { CleanScans = 7 });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(10));
        guest.FillPages(0, 10, new PageToken(7));
        Assert.Equal(3UL, host.Sharer.MergeNow(guest, PageRange.Between(2, 6)));
        Assert.Equal(3UL, host.Sharer.Report.PagesSharing);
        Assert.Equal(PageMapping.Private, guest.MappingOf(default));
    }

    [Fact]
    public void Hints_are_visited_first_and_the_oldest_is_dropped_when_the_queue_is_full()
    {
        using PageHost host = new(ByteSize.FromPages(100), new SharingOptions { CleanScans = 3, HintCapacity = 2 });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(100));
        guest.FillPages(0, 100, new PageToken(7));
        foreach (ulong start in new[] { 10UL, 50UL, 90UL })
        {
            host.Sharer.Hints.Add(guest, PageRange.Between(start, start + 4));
        }

        Assert.Equal(1UL, host.Sharer.Report.HintsDropped);
        Assert.Equal(6UL, host.Sharer.Scan(6));
        Assert.Equal(5UL, host.Sharer.Report.PagesSharing);
        Assert.Equal(1, host.Sharer.Hints.Count);
        host.Sharer.Scan(2);
        Assert.Equal((7UL, 0), (host.Sharer.Report.PagesSharing, host.Sharer.Hints.Count));
        Assert.Equal(PageMapping.Shared, guest.MappingOf(new GuestFrameNumber(93)));
        Assert.Equal(PageMapping.Private, guest.MappingOf(new GuestFrameNumber(10)));
    }

    [Fact]
    public void A_hint_for_a_guest_of_another_host_is_refused_when_it_is_given()
    {
        using PageHost host = new(ByteSize.FromPages(4));
        using PageHost other = new(ByteSize.FromPages(4));
        GuestMemory stranger = other.AddGuest("stranger", ByteSize.FromPages(1));
        Assert.Throws<ArgumentException>(() => host.Sharer.Hints.Add(stranger, new PageRange(default, 1)));
        Assert.Equal(0, host.Sharer.Hints.Count);
        host.Sharer.ScanOnce();
    }

    [Fact]
    public void S8_identical_guests_share_in_proportion_to_their_number()
    {
        const int Common = 300;
        const int Own = 100;
        List<(ulong Shared, ulong Reclaimed)> results = [];
        for (int guests = 1; guests <= 10; guests++)
        {
            using PageHost host = new(new TokenFrameStore(ByteSize.FromPages(8000)), new SharingOptions { CleanScans = 0, MaxSharers = 1000 });
            for (int g = 0; g < guests; g++)
            {
                GuestMemory guest = host.AddGuest($"{g}", ByteSize.FromPages(Common + Own));
                for (ulong page = 0; page < Common + Own; page++)
                {
                    ulong token = page < Common ? page + 1 : ((ulong)g + 1 << 32) + page;
                    guest.Write(new GuestFrameNumber(page), new PageToken(token));
                }
            }

            SharingReport report = host.Sharer.ScanOnce();
            results.Add((report.PagesShared + report.PagesSharing, report.PagesSharing));
        }

        for (int n = 2; n <= 10; n++)
        {
            Assert.Equal((ulong)n * Common, results[n - 1].Shared);
            Assert.Equal(((ulong)n * Common) - Common, results[n - 1].Reclaimed);
        }
    }

    [Fact]
    public void S9_savings_are_split_into_zero_within_and_between()
    {
        using PageHost host = new(ByteSize.FromPages(64), new SharingOptions { CleanScans = 0, UseZeroPages = true });
        GuestMemory first = host.AddGuest("first", ByteSize.FromPages(10));
        GuestMemory second = host.AddGuest("second", ByteSize.FromPages(10));
        first.FillPages(0, 4, new PageToken(7));
        second.FillPages(0, 3, new PageToken(7));
        first.FillPages(4, 2, new PageToken(8));
        second.FillPages(3, 1, new PageToken(9));
        second.FillPages(4, 5, PageToken.Zero);
        host.Sharer.ScanOnce();
        Assert.Equal(new SavingsSplit(ZeroPages: 5, WithinGuests: 6, BetweenGuests: 1), host.Sharer.MeasureSavings());
        Assert.Equal(host.Sharer.Report.PagesSaved, host.Sharer.MeasureSavings().Total);
    }

    [Fact]
    public void S14_buckets_compare_once_for_each_match_where_pairs_compare_quadratically()
    {
        const int Guests = 4;
        const int Pages = 64;
        using PageHost host = new(ByteSize.FromPages(Guests * Pages), AtOnce);
        List<byte[]> all = [];
        for (int g = 0; g < Guests; g++)
        {
            GuestMemory guest = host.AddGuest($"{g}", ByteSize.FromPages(Pages));
            for (ulong page = 0; page < Pages; page++)
            {
                ulong token = page < Pages / 2 ? page + 1 : ((ulong)g + 1 << 32) + page;
                guest.Write(new GuestFrameNumber(page), new PageToken(token));
                all.Add(guest.ReadPage(page));
            }
        }

        int pairwise = 0;
        HashSet<int> merged = [];
        for (int i = 0; i < all.Count; i++)
        {
            for (int j = i + 1; !merged.Contains(i) && j < all.Count; j++)
            {
                pairwise++;
                if (all[i].AsSpan().SequenceEqual(all[j]))
                {
                    merged.Add(j);
                }
            }
        }

        SharingReport report = host.Sharer.ScanOnce();
        Assert.Equal((ulong)merged.Count, report.PagesSharing);
        Assert.Equal(report.PagesSharing, report.Compares);
        Assert.True(pairwise > Guests * Guests * Pages * Pages / 4);
    }

    [Fact]
    public void The_secure_mode_shares_zeros_and_nothing_else()
    {
        SharingOptions options = new() { CleanScans = 0, Scope = SharingScope.ZeroPagesOnly, UseZeroPages = true };
        using PageHost host = new(ByteSize.FromPages(10), options);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(6));
        guest.FillPages(0, 3, new PageToken(7));
        guest.FillPages(3, 3, PageToken.Zero);
        SharingReport report = host.Sharer.ScanOnce();
        Assert.Equal((0UL, 0UL, 3UL), (report.PagesShared, report.PagesSharing, report.ZeroPages));
        Assert.Equal(SharingReason.SecureMode, host.Sharer.Explain(guest, default).Reason);
    }

    [Fact]
    public void Domains_share_inside_and_never_across()
    {
        using PageHost host = new(ByteSize.FromPages(16), AtOnce);
        GuestMemory[] guests = [.. Enumerable.Range(0, 4).Select(i => host.AddGuest(
            $"g{i}", ByteSize.FromPages(1), new GuestOptions { Domain = new SharingDomain((ushort)(i / 2)) }))];
        foreach (GuestMemory guest in guests)
        {
            guest.FillPages(0, 1, new PageToken(7));
        }

        SharingReport report = host.Sharer.ScanOnce();
        Assert.Equal((2UL, 2UL), (report.PagesShared, report.PagesSharing));
        Assert.True(host.TryMoveToDomain(guests[1], new SharingDomain(1)));
        Assert.Equal((1UL, 1UL), (host.Sharer.Report.PagesShared, host.Sharer.Report.PagesSharing));
        report = host.Sharer.ScanOnce();
        Assert.Equal((1UL, 2UL, 1UL), (report.PagesShared, report.PagesSharing, report.PagesUnshared));
        Assert.Equal(SharingReason.EqualPageInOtherDomain, host.Sharer.Explain(guests[0], default).Reason);
        host.CheckInvariants();
    }

    [Fact]
    public void A_move_to_another_domain_without_frames_for_it_changes_nothing()
    {
        using PageHost host = new(ByteSize.FromPages(3), AtOnce);
        GuestMemory moves = host.AddGuest("moves", ByteSize.FromPages(4));
        GuestMemory stays = host.AddGuest("stays", ByteSize.FromPages(4));
        moves.FillPages(0, 1, new PageToken(1));
        stays.FillPages(0, 1, new PageToken(1));
        host.Sharer.ScanOnce();
        stays.FillPages(1, 2, new PageToken(2));
        Assert.False(host.TryMoveToDomain(moves, new SharingDomain(1)));
        Assert.Equal((SharingDomain.Default, PageMapping.Shared), (moves.Domain, moves.MappingOf(default)));
        host.CheckInvariants();
    }

    [Fact]
    public void Every_answer_to_why_not_is_given_with_its_reason()
    {
        SharingOptions options = new() { CleanScans = 1, UseZeroPages = true, LargePages = LargePagePolicy.Keep };
        using PageHost host = new(ByteSize.FromMiB(16), options);
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(10));
        GuestMemory large = host.AddGuest("large", ByteSize.FromMiB(4), new GuestOptions { LargePages = true });
        guest.FillPages(1, 1, new PageToken(1));
        Assert.Equal(SharingReason.NotMapped, Reason(guest, 0));
        Assert.Equal(SharingReason.NotVisitedSinceWrite, Reason(guest, 1));
        host.Sharer.ScanOnce();
        Assert.Equal(SharingReason.NotCleanForLongEnough, Reason(guest, 1));
        guest.FillPages(2, 2, new PageToken(2));
        guest.FillPages(4, 1, PageToken.Zero);
        large.FillPages(0, 1, new PageToken(2));
        Assert.Equal(1, host.LargePageCount);
        host.Sharer.ScanOnce();
        host.Sharer.ScanOnce();
        Assert.Equal(SharingReason.NoEqualPage, Reason(guest, 1));
        Assert.Equal(SharingReason.Shared, Reason(guest, 2));
        Assert.Equal(SharingReason.ZeroPage, Reason(guest, 4));
        Assert.Equal(SharingReason.InLargePage, Reason(large, 0));
        guest.IsMergeable = false;
        Assert.Equal(SharingReason.GuestOptedOut, Reason(guest, 1));
        SharingReason Reason(GuestMemory of, ulong page) => host.Sharer.Explain(of, new GuestFrameNumber(page)).Reason;
    }

    [Fact]
    public void A_large_page_is_split_when_a_part_of_it_can_be_shared()
    {
        using PageHost host = new(ByteSize.FromMiB(16), AtOnce);
        GuestOptions largePages = new() { LargePages = true };
        GuestMemory[] guests = [host.AddGuest("a", ByteSize.FromMiB(2), largePages), host.AddGuest("b", ByteSize.FromMiB(2), largePages)];
        for (ulong page = 0; page < 512; page++)
        {
            guests[0].Write(new GuestFrameNumber(page), new PageToken(page + 1));
            guests[1].Write(new GuestFrameNumber(page), new PageToken(page == 9 ? 1 : page + 1000));
        }

        Assert.Equal(2, host.LargePageCount);
        SharingReport report = host.Sharer.ScanOnce();
        Assert.Equal((0, 2UL, 1UL), (host.LargePageCount, report.LargePagesSplit, report.PagesSharing));
        host.CheckInvariants();
    }

    [Fact]
    public void Large_pages_that_are_kept_whole_are_shared_in_parts_once_they_are_split()
    {
        using PageHost host = new(ByteSize.FromMiB(16), AtOnce with { LargePages = LargePagePolicy.Keep, UseZeroPages = true });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromMiB(8), new GuestOptions { LargePages = true });
        foreach (ulong page in (ulong[])[0, 512, 1536])
        {
            guest.Write(new GuestFrameNumber(page), new PageToken(7));
            guest.Write(new GuestFrameNumber(page + 1), new PageToken(page + 100));
        }

        Assert.Equal((3, 0UL), (host.LargePageCount, host.Sharer.ScanOnce().PagesSharing));
        Assert.Equal(0, guest.SplitLargePages(most: 0));
        Assert.Equal(2, guest.SplitLargePages(most: 2));
        Assert.Equal((1, 1UL), (host.LargePageCount, host.Sharer.ScanOnce().PagesSharing));
        Assert.Equal(SharingReason.InLargePage, host.Sharer.Explain(guest, new GuestFrameNumber(1536)).Reason);
        Assert.Equal((1, 0), (guest.SplitLargePages(), guest.SplitLargePages()));
        Assert.Equal(2UL, host.Sharer.ScanOnce().PagesSharing);
        host.CheckInvariants();
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.SplitLargePages(-1));
    }

    [Fact]
    public void Full_frames_that_lose_sharers_take_new_ones_before_another_frame_is_used()
    {
        using PageHost host = new(ByteSize.FromPages(32), new SharingOptions { CleanScans = 0, MaxSharers = 4 });
        GuestMemory guest = host.AddGuest("g", ByteSize.FromPages(24));
        guest.FillPages(0, 12, new PageToken(7));
        Assert.Equal((3UL, 9UL), Counters(host.Sharer.ScanOnce()));
        guest.FillPages(0, 2, new PageToken(8));
        guest.FillPages(4, 1, new PageToken(8));
        Assert.Equal((4UL, 8UL), Counters(host.Sharer.ScanOnce()));
        guest.FillPages(12, 3, new PageToken(7));
        Assert.Equal((4UL, 11UL), Counters(host.Sharer.ScanOnce()));
        Assert.Equal(4u, host.Store.UsedFrames);
        host.CheckInvariants();
        static (ulong, ulong) Counters(SharingReport report) => (report.PagesShared, report.PagesSharing);
    }

    [Fact]
    public void The_number_of_workers_is_checked()
    {
        using PageHost host = new(ByteSize.FromPages(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => host.Sharer.ScanOnce(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => host.Sharer.ScanOnce(65));
    }
}
