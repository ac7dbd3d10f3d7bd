using System.Collections;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

// Replacing how pages are mapped, for sharing and for giving pages back; always under the lock.
public sealed partial class MappedGuestMemory
{
    private readonly List<PageRange> _discarded = [];

    // Pages whose mapping is of a sharer's file, also when they were written since; null while there never was one.
    private BitArray? _ofFile;
    private bool _hasSharer;

    /// <summary>Whether a page lies in a mapping of a sharer's file.</summary>
    internal bool IsOfFile(uint page) => _ofFile is not null && _ofFile[(int)page];

    /// <summary>Gives the memory to a sharer, of which it has one at most.</summary>
    internal void JoinSharer()
    {
        lock (Gate)
        {
            ThrowIfDisposed();
            if (_hasSharer || _missing is { IsCompleted: false })
            {
                throw new InvalidOperationException(
                    _hasSharer ? "the memory has a sharer already" : "pages of the memory are missing still");
            }

            _hasSharer = true;
        }
    }

    internal void LeaveSharer()
    {
        lock (Gate)
        {
            _hasSharer = false;
            _discarded.Clear();
        }
    }

    /// <summary>Takes the pages that were given back since the last call.</summary>
    internal void TakeDiscarded(List<PageRange> ranges)
    {
        lock (Gate)
        {
            ranges.AddRange(_discarded);
            _discarded.Clear();
        }
    }

    /// <summary>Lets pages map neighbouring frames of a sharer's file, privately.</summary>
    /// <remarks>The bytes are equal and nobody writes: see <see cref="MappedPageSharer"/>.</remarks>
    /// <returns>0, or the error for which nothing was changed.</returns>
    internal int MapFrames(PageRange range, SafeFileHandle frames, uint first)
    {
        const int Flags = MemoryCalls.MapPrivate | MemoryCalls.MapFixed | MemoryCalls.MapNoReserve;
        Debug.Assert(Gate.IsHeldByCurrentThread, "nobody collects between mapping and tracking again");
        int error = Replace(range, Flags, (int)frames.DangerousGetHandle(), (long)first << Page.Shift);
        if (error == 0)
        {
            _ofFile ??= new BitArray((int)PageCount);
            SetOfFile(range, true);
        }

        return error;
    }

    /// <summary>Makes pages zeros that take no memory.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    internal void DropPages(PageRange range)
    {
        const int Flags = MemoryCalls.MapPrivateAnonymous | MemoryCalls.MapFixed | MemoryCalls.MapNoReserve;
        Debug.Assert(Gate.IsHeldByCurrentThread, "nobody collects between mapping and tracking again");
        int error = 0;
        if (HasPagesOfFile(range))
        {
            // Giving back a page of such a mapping would show what the file holds.
            error = Replace(range, Flags, -1, 0);
            if (error == 0)
            {
                SetOfFile(range, false);
            }
        }
        else
        {
            int advice = _file is null ? MemoryCalls.AdviseDontNeed : MemoryCalls.AdviseRemove;

            // SAFETY: the range is ours, and zeros are what the caller asks for.
            error = MemoryCalls.Advise(AddressOf(range), LengthOf(range), advice) == 0 ? 0 : Errno.Last;
        }

        if (error != 0)
        {
            throw new IOException($"pages cannot be given back: {Errno.Describe(error)}");
        }
    }

    /// <summary>Tracks pages again whose mappings were replaced; what was written meanwhile is marked.</summary>
    /// <exception cref="IOException">The kernel refuses; it will refuse to collect, too.</exception>
    internal void TrackAgain(List<PageRange> changed)
    {
        if (changed.Count == 0 || _tracker is not AsyncWriteProtectTracker tracker)
        {
            return;
        }

        // One call for pages that are near each other: what lies between them has its entries looked at as well.
        const ulong Near = Page.PagesPerLargePage;
        if (_ofFile is not null)
        {
            tracker.Register();
        }

        changed.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        PageRange span = changed[0];
        foreach (PageRange range in changed)
        {
            if (range.Start.Value > span.End.Value + Near)
            {
                tracker.Arm(DirtyLog, AddressOf(span), LengthOf(span));
                span = range;
            }

            ulong end = Math.Max(span.End.Value, range.End.Value);
            span = span with { Count = end - span.Start.Value };
        }

        tracker.Arm(DirtyLog, AddressOf(span), LengthOf(span));
    }

    private nint AddressOf(PageRange range) => _region.Start + (nint)range.Start.Address;

    private static nuint LengthOf(PageRange range) => (nuint)range.Count << Page.Shift;

    private int Replace(PageRange range, int flags, int file, long offset)
    {
        // SAFETY: the range is ours and stays mapped: the new mapping takes the old one's place in one step.
        nint start = MemoryCalls.Map(
            AddressOf(range), LengthOf(range), MemoryCalls.ProtectReadWrite, flags, file, offset);
        return start == MemoryCalls.MapFailed ? Errno.Last : 0;
    }

    private bool HasPagesOfFile(PageRange range)
    {
        for (ulong page = range.Start.Value; _ofFile is not null && page < range.End.Value; page++)
        {
            if (_ofFile[(int)page])
            {
                return true;
            }
        }

        return false;
    }

    private void SetOfFile(PageRange range, bool value)
    {
        for (ulong page = range.Start.Value; page < range.End.Value; page++)
        {
            _ofFile![(int)page] = value;
        }
    }
}
