using System.Buffers;

namespace PageEngine.Simulation;

internal sealed partial class GuestOs
{
    // Linux writes back in the background from 10 % of the memory that could be dirty on, and lets writers wait at 20 %
    // (mm/page-writeback.c: dirty_background_ratio, vm_dirty_ratio).
    private const ulong BackgroundDirtyPercent = 10;
    private const ulong MaxDirtyPercent = 20;

    private const uint MaxCluster = 32;
    private const uint MaxBackgroundWrites = 128;

    // How old dirty pages get before they are written without need (dirty_expire_interval).
    private static readonly SimTime FlushInterval = SimTime.FromSeconds(30);

    // What the background does about a disk that fails: as long as Linux waits for one that is congested (HZ / 10).
    private static readonly SimTime FailureBackOff = SimTime.FromMilliseconds(100);

    private static readonly SearchValues<byte> AllDirty = ValuesOf(GuestPageKind.DirtyCache, withActive: true);

    private uint _flushHand;
    private uint _flushLeft;
    private SimTime _nextFlush;

    // When the writes are done that nobody waits for; until then the background begins no others.
    private SimTime _writtenBy;

    /// <summary>Does what the system does on its own: reclaims in the background and writes old dirty pages.</summary>
    /// <remarks>Call it now and then. Nothing goes wrong without; but an idle guest keeps its pages dirty.</remarks>
    /// <param name="outcome">The processor time is added to it; nobody waits for devices.</param>
    internal void RunBackground(ref AccessOutcome outcome)
    {
        if (_pages.FreeCount <= _wakeAt)
        {
            ReclaimInBackground(ref outcome);
        }

        if (_memory.Now >= _nextFlush)
        {
            _flushLeft = _pages.CountOf(GuestPageKind.DirtyCache);
            _nextFlush = _memory.Now + FlushInterval;
        }

        if (_flushLeft > 0 && _memory.Now >= _writtenBy)
        {
            uint written = Flush(Math.Min(_flushLeft, MaxBackgroundWrites), waits: false, ref outcome);
            _flushLeft = written == 0 ? 0 : _flushLeft - Math.Min(_flushLeft, written);
        }
    }

    /// <summary>Keeps the dirty part of the cache in bounds after a page became dirty.</summary>
    private void BalanceDirty(ref AccessOutcome outcome)
    {
        uint dirty = _pages.CountOf(GuestPageKind.DirtyCache);
        ulong could = (ulong)_pages.FreeCount + _pages.CountOf(GuestPageKind.CleanCache) + dirty;
        if (dirty * 100UL <= could * BackgroundDirtyPercent)
        {
            return;
        }

        if (dirty * 100UL > could * MaxDirtyPercent)
        {
            Flush(MaxCluster, waits: true, ref outcome);
        }
        else if (_memory.Now >= _writtenBy)
        {
            Flush(MaxBackgroundWrites, waits: false, ref outcome);
        }
    }

    /// <summary>Writes dirty pages to the disk, in the order of memory, and their neighbours in the file.</summary>
    /// <returns>The pages written; fewer than wanted when the disk failed or no more are dirty.</returns>
    private uint Flush(uint pages, bool waits, ref AccessOutcome outcome)
    {
        uint written = 0;
        while (written < pages && _pages.CountOf(GuestPageKind.DirtyCache) > 0)
        {
            int step = _pages.Flags[(int)_flushHand..].IndexOfAny(AllDirty);
            if (step < 0)
            {
                _flushHand = 0;
                continue;
            }

            _flushHand += (uint)step;
            uint cluster = WriteBack(_flushHand, waits, ref outcome);
            _flushHand++;
            if (cluster == 0)
            {
                break;
            }

            written += cluster;
        }

        return written;
    }

    /// <summary>Writes a dirty page and its dirty neighbours in the file to the disk in one request.</summary>
    /// <returns>The pages written, which are clean now; 0 when that failed and nothing has changed.</returns>
    private uint WriteBack(uint page, bool waits, ref AccessOutcome outcome)
    {
        (uint first, uint end) = ClusterAround(_pages.OwnerOf(page));
        AccessOutcome write = default;
        write.CpuNanoseconds = GuestCosts.DiskRequest;
        uint swappedByHost = 0;
        bool isDone = true;
        for (uint file = first; isDone && file < end; file++)
        {
            // The disk takes the page out of memory, so the host has to have it there.
            uint source = _space[file].Page;
            swappedByHost += _memory.IsSwappedByHost(source) ? 1u : 0u;
            isDone = _memory.Read(source, ref write);
        }

        isDone = isDone && _memory.TransferFile(end - first, isWrite: true, ref write);
        Add(write, waits, ref outcome);
        if (!isDone)
        {
            return 0;
        }

        for (uint file = first; file < end; file++)
        {
            uint source = _space[file].Page;
            int age = _pages.FlagsOf(source) & ~GuestPages.KindMask;
            _pages.SetFlags(source, (byte)(age | (int)GuestPageKind.CleanCache));
        }

        NoteDoublePaging(swappedByHost, ref outcome);
        _counters.FilePagesWritten += end - first;
        return end - first;
    }

    /// <summary>The run of dirty pages of a file around one, as far as one request takes it.</summary>
    private (uint First, uint End) ClusterAround(uint file)
    {
        uint first = file;
        uint end = file + 1;
        while (first > 0 && end - first < MaxCluster && IsDirty(first - 1))
        {
            first--;
        }

        while (end < FilePages && end - first < MaxCluster && IsDirty(end))
        {
            end++;
        }

        return (first, end);
    }

    private bool IsDirty(uint file)
    {
        GuestMapping mapping = _space[file];
        return mapping.IsResident && _pages.KindOf(mapping.Page) == GuestPageKind.DirtyCache;
    }

    private void NoteDoublePaging(uint pages, ref AccessOutcome outcome)
    {
        if (pages > 0)
        {
            _memory.NoteDoublePaging(pages);
            outcome.Faults |= FaultKinds.DoublePaging;
        }
    }

    /// <summary>Adds what a part of an access took to the whole, or to what the background has under way.</summary>
    private void Add(in AccessOutcome part, bool waits, ref AccessOutcome outcome)
    {
        outcome.CpuNanoseconds += part.CpuNanoseconds;
        if (waits)
        {
            outcome.WaitForHost(part.HostReady);
            outcome.WaitForGuest(part.GuestReady);
            outcome.Faults |= part.Faults;
        }
        else
        {
            _writtenBy = SimTime.Max(_writtenBy, SimTime.Max(part.HostReady, part.GuestReady));
        }

        if (!part.Succeeded)
        {
            _counters.DeviceFailures++;
            _writtenBy = waits ? _writtenBy : SimTime.Max(_writtenBy, _memory.Now + FailureBackOff);
        }
    }
}
