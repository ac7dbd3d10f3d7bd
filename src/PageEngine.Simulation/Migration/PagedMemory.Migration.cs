using System.Diagnostics;

namespace PageEngine.Simulation;

/// <content>Pages that leave for another host, and pages that arrive from one.</content>
internal sealed partial class PagedMemory
{
    /// <summary>The post-copy that still owes pages to this memory; null when none does.</summary>
    internal Migration? Mover { get; set; }

    /// <summary>Frames of the host that wait for pages on their way.</summary>
    internal ulong PromisedPages { get; set; }

    /// <summary>What a page is to somebody who would send it; nothing is brought to memory for it.</summary>
    internal PageForm FormOf(ulong page)
    {
        GuestFrameNumber number = new(page);
        byte place = (byte)(_flags[page] & PageFlags.PlaceMask);
        return place switch
        {
            PageFlags.InMemory when Guest.MappingOf(number) == PageMapping.Absent => PageForm.Nothing,
            PageFlags.InMemory when IsZeroInMemory(number) => PageForm.Zero,
            PageFlags.Elsewhere => PageForm.Nothing,
            _ => PageForm.Content,
        };
    }

    /// <summary>Whether there is anything of a page here that would be read.</summary>
    internal bool Holds(ulong page) =>
        (_flags[page] & PageFlags.PlaceMask) switch
        {
            PageFlags.InMemory => Guest.MappingOf(new GuestFrameNumber(page)) != PageMapping.Absent,
            PageFlags.Elsewhere => false,
            _ => true,
        };

    /// <summary>The pages that hold something and may each need a frame elsewhere.</summary>
    internal ulong ContentPages => Resident + Swapped + Compressed;

    /// <summary>
    /// Gives the content of a page to the same page of a memory on another host. It stays here as and where it is; what is
    /// on the swap device is read from there.
    /// </summary>
    /// <returns>False when the page cannot be read or the other host has no frame; the outcome says so.</returns>
    internal bool TrySendTo(PagedMemory destination, ulong page, ref AccessOutcome outcome)
    {
        GuestFrameNumber number = new(page);
        switch (_flags[page] & PageFlags.PlaceMask)
        {
            case PageFlags.Swapped:
                return TryReadDevice(1, ref outcome, out SimTime done) && SendSlot(destination, page, done, ref outcome);
            case PageFlags.Compressed:
                outcome.CpuNanoseconds += _memory.Costs.Decompress;
                return _memory.Compressed!.Peek(_slots[page], out PageToken compressed, out ReadOnlySpan<byte> bytes)
                    ? destination.TryReceive(page, compressed, ref outcome)
                    : destination.TryReceive(page, bytes, ref outcome);
            default:
                return Guest.TryGetToken(number, out PageToken token)
                    ? destination.TryReceive(page, token, ref outcome)
                    : SendBytes(destination, page, ref outcome);
        }
    }

    /// <summary>Reads the content of a page wherever it is; it stays there. Bytes are filled in where no token names it.</summary>
    /// <returns>False when it cannot be read; the outcome says so.</returns>
    internal bool TryPeek(ulong page, Span<byte> bytes, out PageToken token, out bool hasToken, ref AccessOutcome outcome)
    {
        switch (_flags[page] & PageFlags.PlaceMask)
        {
            case PageFlags.Swapped:
                hasToken = _memory.Swap!.TryGetToken(_slots[page], out token);
                if (!TryReadDevice(1, ref outcome, out SimTime done))
                {
                    return false;
                }

                outcome.WaitForHost(done);
                if (!hasToken)
                {
                    _memory.Swap.Read(_slots[page], bytes);
                }

                return true;
            case PageFlags.Compressed:
                outcome.CpuNanoseconds += _memory.Costs.Decompress;
                hasToken = _memory.Compressed!.Peek(_slots[page], out token, out ReadOnlySpan<byte> compressed);
                if (!hasToken)
                {
                    // A content has one name, wherever the page is.
                    compressed.CopyTo(bytes);
                    hasToken = PageToken.TryRecognize(bytes, out token);
                }

                return true;
            default:
                return TryPeekInMemory(page, bytes, out token, out hasToken);
        }
    }

    /// <summary>Reads the bytes of a page wherever it is; it stays there.</summary>
    internal void PeekBytes(ulong page, Span<byte> bytes, ref AccessOutcome outcome)
    {
        if (!TryPeek(page, bytes, out PageToken token, out bool hasToken, ref outcome))
        {
            bytes.Clear();
        }
        else if (hasToken)
        {
            token.Expand(bytes);
        }
    }

    /// <summary>Reads the content of a page that is in memory. Bytes are filled in where no token names it.</summary>
    /// <returns>False when it is not in memory.</returns>
    internal bool TryPeekInMemory(ulong page, Span<byte> bytes, out PageToken token, out bool hasToken)
    {
        (token, hasToken) = (default, false);
        if ((_flags[page] & PageFlags.PlaceMask) != PageFlags.InMemory)
        {
            return false;
        }

        hasToken = Guest.TryGetToken(new GuestFrameNumber(page), out token);
        if (!hasToken)
        {
            Guest.Read(page << Page.Shift, bytes);
        }

        return true;
    }

    /// <summary>Marks a page as one that is still on the host that the machine came from; what was here of it is stale.</summary>
    internal void Await(ulong page)
    {
        Release(page);
        _flags[page] = PageFlags.Elsewhere;
    }

    internal bool IsAwaited(ulong page) => (_flags[page] & PageFlags.PlaceMask) == PageFlags.Elsewhere;

    /// <summary>Remembers that a page that was fetched arrives later than now.</summary>
    internal void NoteFetched(ulong page, SimTime ready) => NoteArrival(page, ready);

    /// <summary>Takes over the virtual disk with the guest's swap. The disk is shared: only its host changes.</summary>
    internal void TakeDiskFrom(PagedMemory source)
    {
        _guestDisk = source._guestDisk;
        if (source._guestSwap is not { } from)
        {
            return;
        }

        uint end = 0;
        for (uint slot = 0; slot < from.SlotCount && end < from.SlotCount; slot++)
        {
            end = from.IsUsed(slot) ? slot + 1 : end;
        }

        Span<byte> bytes = stackalloc byte[Page.Size];
        for (uint slot = 0; slot < end; slot++)
        {
            bool taken = _guestSwap!.TryTake(out uint same);
            Debug.Assert(taken && same == slot, "slots are given out lowest first");
            if (!from.IsUsed(slot))
            {
                continue;
            }

            if (from.TryGetToken(slot, out PageToken token))
            {
                _guestSwap.Write(slot, token);
            }
            else
            {
                from.Read(slot, bytes);
                _guestSwap.Write(slot, bytes);
            }
        }

        for (uint slot = 0; slot < end; slot++)
        {
            if (!from.IsUsed(slot))
            {
                _guestSwap!.Free(slot);
            }
        }

        from.Dispose();
        source._guestSwap = null;
    }

    /// <summary>A page that is awaited turned out to hold nothing.</summary>
    internal void NoteEmpty(ulong page) => _flags[page] = 0;

    internal bool TryReceive(ulong page, PageToken token, ref AccessOutcome outcome)
    {
        if (token == PageToken.Zero)
        {
            Empty(page);
            return true;
        }

        if (!MakeRoomFor(page, ref outcome))
        {
            return false;
        }

        bool filled = Guest.TryFill(new GuestFrameNumber(page), token);
        Debug.Assert(filled, "there is a free frame");
        Arrive(page, PageArrival.Demand);
        return true;
    }

    internal bool TryReceive(ulong page, ReadOnlySpan<byte> bytes, ref AccessOutcome outcome)
    {
        if (PageContent.IsZero(bytes))
        {
            Empty(page);
            return true;
        }

        if (!MakeRoomFor(page, ref outcome))
        {
            return false;
        }

        bool filled = Guest.TryFill(new GuestFrameNumber(page), bytes);
        Debug.Assert(filled, "there is a free frame");
        Arrive(page, PageArrival.Demand);
        return true;
    }

    /// <summary>Makes a page read as zeros; an awaited page has come then.</summary>
    private void Empty(ulong page)
    {
        if (IsAwaited(page))
        {
            _flags[page] = 0;
        }
        else
        {
            Release(page);
        }
    }

    private bool MakeRoomFor(ulong page, ref AccessOutcome outcome)
    {
        if (Guest.MappingOf(new GuestFrameNumber(page)) != PageMapping.Private)
        {
            _host.UsePromise(this);
            if (!_host.EnsureFrames(1, this, ref outcome))
            {
                return false;
            }
        }

        if (!IsAwaited(page))
        {
            Forget(page);
        }

        return true;
    }

    private bool SendSlot(PagedMemory destination, ulong page, SimTime done, ref AccessOutcome outcome)
    {
        outcome.WaitForHost(done);
        if (_memory.Swap!.TryGetToken(_slots[page], out PageToken token))
        {
            return destination.TryReceive(page, token, ref outcome);
        }

        Span<byte> bytes = stackalloc byte[Page.Size];
        _memory.Swap.Read(_slots[page], bytes);
        return destination.TryReceive(page, bytes, ref outcome);
    }

    private bool SendBytes(PagedMemory destination, ulong page, ref AccessOutcome outcome)
    {
        Span<byte> bytes = stackalloc byte[Page.Size];
        Guest.Read(page << Page.Shift, bytes);
        return destination.TryReceive(page, bytes, ref outcome);
    }

    private bool IsZeroInMemory(GuestFrameNumber number)
    {
        if (Guest.MappingOf(number) == PageMapping.SharedZero)
        {
            return true;
        }

        if (Guest.TryGetToken(number, out PageToken token))
        {
            return token == PageToken.Zero;
        }

        return false;
    }
}
