using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>Catches accesses to pages whose bytes are elsewhere still, and puts the bytes in: the receiving side of
/// post-copy.</summary>
/// <remarks>
/// <para>Protocol. One thread or more call <see cref="WaitForFaults"/> and ask the other side for the pages; any thread
/// calls <see cref="Place"/> when bytes come, asked for or not. A page is placed at once: who waits for it sees all of
/// its bytes or goes on waiting. A page that is there already is left alone, so late duplicates do no harm, and what
/// the owner wrote meanwhile is not overwritten. When <see cref="MissingCount"/> is 0, <see cref="Complete"/> ends it.
/// </para>
/// <para>Managed code must not be the one to touch a missing page. The thread would stand in the kernel while the
/// runtime takes it for running managed code; a garbage collection waits for it, and the threads that should place the
/// page wait for the collection: a deadlock. So managed code calls <see cref="Require(PageRange)"/> before it uses a
/// span; that is a test of a bit for a page that is there, and otherwise waits where the collector does not mind.
/// Native code may simply touch the page, as the kernel's own accesses in system calls may where
/// <see cref="CatchesSystemCalls"/>.</para>
/// <para>Where writes are tracked by write protection too, every page is dirty after <see cref="Complete"/>.</para>
/// <para>Thread-safe. <see cref="Dispose"/> with pages missing lets those that wait see zeros: only for an owner who
/// gives the memory up.</para>
/// </remarks>
public sealed unsafe class MissingPages : IDisposable
{
    private const int MessagesPerRead = 64;

    private readonly MappedGuestMemory _memory;
    private readonly UserFaultFile _faults;
    private readonly bool _ownsFile;
    private readonly PresentPages _present;
    private readonly SafeFileHandle _stop;
    private int _completed;

    private MissingPages(MappedGuestMemory memory, UserFaultFile faults, bool ownsFile, SafeFileHandle stop)
    {
        _memory = memory;
        _faults = faults;
        _ownsFile = ownsFile;
        _stop = stop;
        _present = new PresentPages(memory.PageCount);
    }

    /// <summary>Whether accesses by system calls are caught too; where not, they fail with EFAULT.</summary>
    public bool CatchesSystemCalls => !_faults.IsUserModeOnly;

    /// <summary>The pages that were not placed yet.</summary>
    public ulong MissingCount => _memory.PageCount - _present.Count;

    /// <summary>Whether it has ended.</summary>
    public bool IsCompleted => Volatile.Read(ref _completed) != 0;

    internal static MissingPages Begin(MappedGuestMemory memory)
    {
        // One range can be registered with one file only, so the tracker's is used where there is one.
        var tracker = memory.WriteTracker as AsyncWriteProtectTracker;
        UserFaultFile? faults = tracker?.Faults;
        if (faults is null && !UserFaultFile.TryOpen(0, out faults, out string reason))
        {
            throw new NotSupportedException($"missing pages cannot be caught: {reason}");
        }

        const int StopFlags = WaitCalls.Counting | UserFaultCalls.CloseOnExecute | UserFaultCalls.NonBlocking;
        int stop = WaitCalls.CreateEvent(0, StopFlags);
        int error = stop < 0 ? Errno.Last : 0;
        if (error == 0)
        {
            ulong mode = UserFaultCalls.ModeMissing | (tracker is null ? 0 : UserFaultCalls.ModeWriteProtect);
            error = faults.Register(memory.Region.Start, memory.Region.Length, mode);
        }

        if (error == 0)
        {
            return new MissingPages(memory, faults, tracker is null, new SafeFileHandle(stop, ownsHandle: true));
        }

        if (stop >= 0)
        {
            new SafeFileHandle(stop, ownsHandle: true).Dispose();
        }

        if (tracker is null)
        {
            faults.Dispose();
        }

        throw new IOException($"missing pages cannot be caught: {Errno.Describe(error)}");
    }

    /// <summary>Whether a page has come.</summary>
    /// <param name="page">A page of the memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">The memory does not have the page.</exception>
    public bool IsPresent(GuestFrameNumber page)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page.Value, _memory.PageCount, nameof(page));
        return _present.Contains(page);
    }

    /// <summary>Finds the first page at or behind another that has not come, to push what nobody asked for.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="page">The page; page 0 where there is none.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryFindMissing(GuestFrameNumber from, out GuestFrameNumber page) =>
        _present.TryFindMissing(from, out page);

    /// <summary>Waits until somebody waits for a page.</summary>
    /// <param name="faults">Where the faults go; each is told once.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The faults written; 0 when it was cancelled, or has ended.</returns>
    /// <exception cref="IOException">The kernel refuses to wait.</exception>
    public int WaitForFaults(Span<MissingFault> faults, CancellationToken cancellation = default)
    {
        CancellationTokenRegistration registration =
            cancellation.UnsafeRegister(static missing => Ring(missing!), this);
        try
        {
            while (!faults.IsEmpty && !cancellation.IsCancellationRequested && !IsCompleted)
            {
                int count = TakeFaults(faults);
                if (count > 0)
                {
                    return count;
                }

                WaitOnce();
            }

            return 0;
        }
        finally
        {
            // Each cancelled call takes its own ring back and nobody else's, so that later ones wait again.
            if (cancellation.CanBeCanceled && !registration.Unregister())
            {
                registration.Dispose();
                TakeRing();
            }
        }
    }

    /// <summary>Puts bytes into pages that have not come, each page at once, and lets those go on who wait.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="content">The bytes of whole pages.</param>
    /// <returns>The pages that were placed; those that were there already are not among them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The memory does not have these pages, or the length is no multiple of a page.
    /// </exception>
    /// <exception cref="ObjectDisposedException">It has ended.</exception>
    /// <exception cref="InsufficientMemoryException">There is no memory for a page.</exception>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public int Place(GuestFrameNumber first, ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(content.Length & (Page.Size - 1), 0, nameof(content));
        fixed (byte* source = content)
        {
            return (int)PlaceFrom(new PageRange(first, (ulong)content.Length >> Page.Shift), source);
        }
    }

    /// <summary>Puts zeros into pages that have not come, and lets those go on who wait.</summary>
    /// <param name="range">The pages.</param>
    /// <returns>The pages that were placed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The memory does not have these pages.</exception>
    /// <exception cref="ObjectDisposedException">It has ended.</exception>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public ulong PlaceZeros(PageRange range) => PlaceFrom(range, null);

    /// <summary>Lets those go on who wait for pages, without placing them: they ask again.</summary>
    /// <remarks>
    /// For requests that were lost with a connection: the faults are told once more. Does nothing after the end.
    /// </remarks>
    /// <param name="range">The pages.</param>
    /// <exception cref="ArgumentOutOfRangeException">The memory does not have these pages.</exception>
    public void Wake(PageRange range)
    {
        _memory.ThrowIfOutside(range);
        if (range.Count > 0 && !IsCompleted)
        {
            _faults.Wake(AddressOf(range.Start.Value), (nuint)range.Count << Page.Shift);
        }
    }

    /// <summary>Waits until pages have come; for managed code, before it uses their bytes.</summary>
    /// <param name="range">The pages.</param>
    /// <exception cref="ArgumentOutOfRangeException">The memory does not have these pages.</exception>
    public void Require(PageRange range)
    {
        _memory.ThrowIfOutside(range);
        for (ulong page = range.Start.Value; page < range.Start.Value + range.Count; page++)
        {
            var number = new GuestFrameNumber(page);
            if (!_present.Contains(number) && !IsCompleted)
            {
                RegionBytes.Touch(_memory.Region, number);
            }
        }
    }

    /// <summary>Ends it when every page has come.</summary>
    /// <exception cref="InvalidOperationException">Pages are missing.</exception>
    public void Complete()
    {
        if (MissingCount > 0)
        {
            throw new InvalidOperationException($"{MissingCount} pages have not come");
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_memory.Gate)
        {
            if (Interlocked.Exchange(ref _completed, 1) != 0)
            {
                return;
            }

            Ring(this);
            _faults.Unregister(_memory.Region.Start, _memory.Region.Length);

            // What is written from here on, before the tracker is back, has no mark of protection and so is dirty.
            (_memory.WriteTracker as AsyncWriteProtectTracker)?.Register();
            if (_ownsFile)
            {
                _faults.Dispose();
            }

            _stop.Dispose();
        }
    }

    private static void Ring(object state)
    {
        // SAFETY: the value is on this frame; a handle that was closed meanwhile is refused by the marshaller.
        try
        {
            ulong one = 1;
            WaitCalls.Write(((MissingPages)state)._stop, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // Whoever disposed it has rung.
        }
    }

    private void TakeRing()
    {
        // SAFETY: the value is on this frame; a handle that was closed meanwhile is refused by the marshaller.
        try
        {
            ulong one = 0;
            UserFaultCalls.Read(_stop, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // It has ended; nobody waits any more.
        }
    }

    private nint AddressOf(ulong page) => _memory.Region.Start + (nint)(page << Page.Shift);

    private int TakeFaults(Span<MissingFault> faults)
    {
        Span<UserFaultMessage> messages = stackalloc UserFaultMessage[Math.Min(MessagesPerRead, faults.Length)];
        int read;
        try
        {
            read = _faults.ReadMessages(messages);
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }

        int count = 0;
        foreach (ref readonly UserFaultMessage message in messages[..read])
        {
            if (message.Event == UserFaultCalls.EventPageFault)
            {
                var page = GuestFrameNumber.Of(message.Address - (ulong)_memory.Region.Start);
                faults[count++] = new MissingFault(page, (message.Flags & UserFaultCalls.FaultOfWrite) != 0);
            }
        }

        return count;
    }

    private void WaitOnce()
    {
        bool holdsFaults = false;
        bool holdsStop = false;
        try
        {
            _faults.Handle.DangerousAddRef(ref holdsFaults);
            _stop.DangerousAddRef(ref holdsStop);
            PollFile* files = stackalloc PollFile[2];
            files[0] = new PollFile { File = (int)_faults.Handle.DangerousGetHandle(), Wanted = WaitCalls.PollIn };
            files[1] = new PollFile { File = (int)_stop.DangerousGetHandle(), Wanted = WaitCalls.PollIn };

            // SAFETY: the array is on this frame and has two entries; both files are held open here.
            if (WaitCalls.Poll(files, 2, WaitCalls.WithoutEnd) < 0 && Errno.Last is not Errno.Interrupted)
            {
                throw new IOException($"faults cannot be waited for: {Errno.Describe(Errno.Last)}");
            }
        }
        catch (ObjectDisposedException)
        {
            // It has ended; the caller sees that.
        }
        finally
        {
            if (holdsFaults)
            {
                _faults.Handle.DangerousRelease();
            }

            if (holdsStop)
            {
                _stop.DangerousRelease();
            }
        }
    }

    // The bytes, or zeros where there is no source.
    private ulong PlaceFrom(PageRange range, byte* source)
    {
        _memory.ThrowIfOutside(range);
        ulong placed = 0;
        for (ulong page = range.Start.Value; page < range.Start.Value + range.Count;)
        {
            ObjectDisposedException.ThrowIf(IsCompleted, this);
            nuint rest = (nuint)(range.Start.Value + range.Count - page) << Page.Shift;
            nuint done;
            int error = source is null
                ? _faults.Zero(AddressOf(page), rest, out done)
                : _faults.Copy(
                    AddressOf(page), source + ((page - range.Start.Value) << Page.Shift), rest, out done);
            ulong count = done >> Page.Shift;
            _present.Add(new PageRange(new GuestFrameNumber(page), count));
            placed += count;
            page += count;
            page += SkipOrThrow(error, page);
        }

        return placed;
    }

    /// <summary>Says how many pages to leave out after an error: one that is there, or none to try again.</summary>
    private ulong SkipOrThrow(int error, ulong page)
    {
        switch (error)
        {
            case 0:
            case Errno.TryAgain:
            case Errno.Interrupted:
                return 0;
            case Errno.Exists:
                _present.Add(new PageRange(new GuestFrameNumber(page), 1));
                Wake(new PageRange(new GuestFrameNumber(page), 1));
                return 1;
            case Errno.NoMemory:
                throw new InsufficientMemoryException("there is no memory for a page that came");
            default:
                ObjectDisposedException.ThrowIf(IsCompleted, this);
                throw new IOException($"a page cannot be placed: {Errno.Describe(error)}");
        }
    }
}
