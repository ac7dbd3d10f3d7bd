using System.Diagnostics;

namespace PageEngine.Simulation;

/// <content>The machine's virtual disk, where the guest has its files and its own swap.</content>
internal sealed partial class PagedMemory
{
    private BackingStore? _guestSwap;
    private StorageDevice? _guestDisk;

    internal bool HasGuestSwap => _guestSwap is not null;

    internal StorageDevice GuestDisk => _guestDisk!;

    internal void AttachDisk(GuestOsSpec spec)
    {
        _guestDisk = new StorageDevice(spec.Disk, new RandomStream(_host.Simulation.Seed, Name, "virtual disk"));
        _guestSwap = spec.Swap.Pages == 0 ? null : _memory.Pages.CreateBackingStore(spec.Swap.Pages);
    }

    /// <inheritdoc/>
    public bool TryTakeSwapSlot(out uint slot)
    {
        slot = 0;
        return _guestSwap is not null && _guestSwap.TryTake(out slot);
    }

    /// <inheritdoc/>
    public void FreeSwapSlot(uint slot) => _guestSwap!.Free(slot);

    /// <inheritdoc/>
    public bool CopyToSwap(ulong page, uint slot, ref AccessOutcome outcome)
    {
        if (!Bring(page, ref outcome) || !UseDisk(1, isWrite: true, ref outcome))
        {
            return false;
        }

        if (Guest.TryGetToken(new GuestFrameNumber(page), out PageToken token))
        {
            _guestSwap!.Write(slot, token);
        }
        else
        {
            Span<byte> bytes = stackalloc byte[Page.Size];
            Guest.Read(page << Page.Shift, bytes);
            _guestSwap!.Write(slot, bytes);
        }

        return true;
    }

    /// <inheritdoc/>
    public bool CopyFromSwap(ulong page, uint slot, ref AccessOutcome outcome)
    {
        if (!Bring(page, ref outcome) || !OwnFrame(page, ref outcome) || !UseDisk(1, isWrite: false, ref outcome))
        {
            return false;
        }

        Watch?.Note(page, ref outcome);
        Span<byte> bytes = stackalloc byte[Page.Size];
        bool written;
        if (_guestSwap!.TryGetToken(slot, out PageToken token))
        {
            written = Guest.TryWrite(new GuestFrameNumber(page), token);
        }
        else
        {
            _guestSwap.Read(slot, bytes);
            written = Guest.TryWrite(page << Page.Shift, bytes);
        }

        Debug.Assert(written, "the page has a frame of its own, or there is a free one");
        Touch(page);
        return written;
    }

    /// <inheritdoc/>
    public bool TransferFile(uint pages, bool isWrite, ref AccessOutcome outcome) => UseDisk(pages, isWrite, ref outcome);

    private bool UseDisk(uint pages, bool isWrite, ref AccessOutcome outcome)
    {
        bool done = _guestDisk!.TryRequest(Now, (ulong)pages << Page.Shift, isWrite, out SimTime ready);
        outcome.WaitForGuest(ready);
        if (!done)
        {
            outcome.Failure = AccessFailure.GuestDeviceFailed;
        }

        return done;
    }

    private void ReleaseGuestSwap() => _guestSwap?.Dispose();
}
