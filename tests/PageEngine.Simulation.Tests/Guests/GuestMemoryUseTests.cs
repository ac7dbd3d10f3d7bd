using static PageEngine.Simulation.PageAccessKind;

namespace PageEngine.Simulation.Tests;

public sealed class GuestMemoryUseTests
{
    private const uint PagesOf4GiB = 1 << 20;

    [Fact]
    public void A_large_guest_that_touches_little_costs_little()
    {
        GuestUnderTestLean first = new(PagesOf4GiB);
        first.Touch(0, Write);
        long before = GC.GetAllocatedBytesForCurrentThread();
        GuestUnderTestLean guest = new(PagesOf4GiB);
        for (uint page = 0; page < 1000; page++)
        {
            guest.Touch(page, Write);
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        // The kernel's descriptors of all memory are there from the start: 1 in 64 pages, at 5 bytes each and doubled tables.
        Assert.True(bytes < PagesOf4GiB / 64 * 25, $"{bytes} bytes");
        GC.KeepAlive(guest);
    }

    [Fact]
    public void A_guest_takes_at_most_13_bytes_a_page()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        GuestUnderTestLean guest = new(PagesOf4GiB);
        for (uint page = 0; page < PagesOf4GiB - 20_000; page++)
        {
            guest.Touch(page, Write);
        }

        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)PagesOf4GiB;
        Assert.True(bytes < 13, $"{bytes:0.00} bytes a page");
        GC.KeepAlive(guest);
    }

    [Fact]
    public void Accesses_allocate_nothing_once_the_tables_are_there()
    {
        GuestUnderTestLean guest = new(20_000);
        long found = 0;
        for (int round = 0; round < 12; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (uint i = 0; i < 200_000; i++)
            {
                found += guest.Touch(i * 7919 % 60_000, i % 3 == 0 ? Write : Read);
            }

            found = round == 0 ? 0 : found;
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(round < 8 || bytes == 0, $"{bytes} bytes in round {round}");
        }

        Assert.True(found > 100_000, $"{found} accesses touched memory");
        Assert.True(guest.Os.Counters is { SwapIns: > 0, CacheDrops: > 0, FilePagesWritten: > 0 });
    }

    /// <summary>Two tasks' worth of pages on a memory that keeps no contents.</summary>
    private sealed class GuestUnderTestLean : IGuestPhysicalMemory
    {
        private readonly Stack<uint> _slots = new();
        private readonly int _task;
        private uint _nextSlot;

        internal GuestUnderTestLean(uint pages)
        {
            PageCount = pages;
            GuestOsSpec spec = new() { Kernel = ByteSize.FromPages(100), Swap = ByteSize.FromPages(40_000) };
            Os = new GuestOs(spec, new BalloonSpec(), this, new RandomStream(1, "guest", "guest"));
            AccessOutcome outcome = default;
            Os.Boot(ref outcome);
            _task = Os.AddRegion(pages >= PagesOf4GiB ? pages : 40_000);
        }

        public ulong PageCount { get; }

        public SimTime Now { get; private set; }

        internal GuestOs Os { get; }

        public bool Read(ulong page, ref AccessOutcome outcome) => true;

        public bool Write(ulong page, PageToken content, ref AccessOutcome outcome) => true;

        public bool CopyToSwap(ulong page, uint slot, ref AccessOutcome outcome) => true;

        public bool CopyFromSwap(ulong page, uint slot, ref AccessOutcome outcome) => true;

        public bool TryTakeSwapSlot(out uint slot)
        {
            slot = _slots.TryPop(out uint freed) ? freed : _nextSlot++;
            return true;
        }

        public void FreeSwapSlot(uint slot) => _slots.Push(slot);

        public bool TransferFile(uint pages, bool isWrite, ref AccessOutcome outcome) => true;

        public void Release(ulong page)
        {
        }

        public bool IsSwappedByHost(ulong page) => false;

        public void NoteDoublePaging(uint pages)
        {
        }

        public void Prefetch(ReadOnlySpan<GuestFrameNumber> pages)
        {
        }

        internal int Touch(uint page, PageAccessKind kind)
        {
            AccessOutcome outcome = default;
            Now += SimTime.FromMicroseconds(1);
            return Os.Access(_task, page, kind, new PageToken(page + 1), ref outcome) ? 1 : 0;
        }
    }
}
