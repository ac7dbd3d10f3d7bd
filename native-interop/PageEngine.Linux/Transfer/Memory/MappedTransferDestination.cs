using System.Collections;
using System.Diagnostics;

namespace PageEngine.Linux;

/// <summary>A new <see cref="MappedGuestMemory"/> as the memory that a <see cref="TransferReceiver"/> fills.</summary>
/// <remarks>
/// In post-copy a thread waits for whoever touches a missing page and asks for it. Managed code calls
/// <see cref="Require"/> before it uses a page, as <see cref="MissingPages"/> says why.
/// </remarks>
public sealed class MappedTransferDestination : ITransferDestination, IDisposable
{
    private const int FaultsAtOnce = 64;

    private readonly MappedMemoryOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private MissingPages? _missing;
    private BitArray? _pending;
    private Action<PageRange>? _request;
    private Thread? _thread;

    /// <summary>Makes a destination without memory.</summary>
    /// <param name="options">
    /// How the memory is made; if null, anonymous memory whose writes are found by comparing contents. Write protection
    /// from the start would cost a second fault for each page that comes in.
    /// </param>
    public MappedTransferDestination(MappedMemoryOptions? options = null) =>
        _options = options ?? new MappedMemoryOptions { Tracker = TrackerKind.Fingerprints };

    /// <summary>The memory; null before it is reserved. Belongs to this object until <see cref="Detach"/>.</summary>
    public MappedGuestMemory? Memory { get; private set; }

    /// <inheritdoc/>
    public string? Reserve(ulong pageCount)
    {
        try
        {
            Memory = MappedGuestMemory.Create(ByteSize.FromPages(pageCount), _options);
            return null;
        }
        catch (Exception exception) when (exception is InsufficientMemoryException or IOException
            or NotSupportedException or ArgumentOutOfRangeException)
        {
            return exception.Message.ReplaceLineEndings(" ");
        }
    }

    /// <inheritdoc/>
    public void Expect(PageRange range)
    {
        MappedGuestMemory memory = Memory!;
        memory.ThrowIfOutside(range);

        // SAFETY: the range lies in the region, which is ours; the advice changes no content. Older kernels refuse it,
        // and then each page has its fault.
        _ = MemoryCalls.Advise(
            memory.Region.Start + (nint)range.Start.Address, (nuint)range.Count << Page.Shift,
            MemoryCalls.AdvisePopulateWrite);
    }

    /// <inheritdoc/>
    public Span<byte> GetPage(GuestFrameNumber page) => Memory!.GetSpan(page, 1);

    /// <inheritdoc/>
    public string? EnterPostCopy(DirtyBitmap missing, Action<PageRange> request)
    {
        ArgumentNullException.ThrowIfNull(missing);
        Debug.Assert(Memory is not null && _missing is null, "the receiver reserves once and enters once");
        _request = request;
        _pending = new BitArray(checked((int)Memory.PageCount));
        try
        {
            foreach (PageRange range in missing.EnumerateRanges())
            {
                for (ulong page = range.Start.Value; page < range.End.Value; page++)
                {
                    _pending[(int)page] = true;
                }

                Memory.Discard(range);
            }

            _missing = Memory.CatchMissing();
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException
            or InvalidOperationException)
        {
            return exception.Message.ReplaceLineEndings(" ");
        }

        _thread = new Thread(WaitForFaults) { IsBackground = true, Name = "transfer: missing pages" };
        _thread.Start();
        return null;
    }

    /// <inheritdoc/>
    public void Place(GuestFrameNumber page, ReadOnlySpan<byte> content)
    {
        Debug.Assert(_missing is not null, "pages are placed in post-copy");
        _missing.Place(page, content);
    }

    /// <inheritdoc/>
    public void LeavePostCopy() => EndPostCopy();

    /// <summary>Waits until pages are here; for managed code, before it uses their bytes.</summary>
    /// <param name="range">Pages of the memory.</param>
    public void Require(PageRange range) => _missing?.Require(range);

    /// <inheritdoc/>
    public void Release()
    {
        EndPostCopy();
        Memory?.Dispose();
        Memory = null;
    }

    /// <summary>Gives the memory to the caller, who disposes it.</summary>
    /// <exception cref="InvalidOperationException">There is none, or pages are missing still.</exception>
    public MappedGuestMemory Detach()
    {
        MappedGuestMemory memory = Memory is not null && _missing is null
            ? Memory
            : throw new InvalidOperationException("There is no whole memory here.");
        Memory = null;
        return memory;
    }

    /// <summary>Ends post-copy and frees the memory.</summary>
    public void Dispose()
    {
        Release();
        _stop.Dispose();
    }

    private void EndPostCopy()
    {
        MissingPages? missing = _missing;
        _missing = null;
        if (missing is not null)
        {
            missing.Dispose();
            _thread?.Join();
        }
    }

    private void WaitForFaults()
    {
        MissingPages missing = _missing!;
        MissingFault[] faults = new MissingFault[FaultsAtOnce];
        int count;
        while ((count = missing.WaitForFaults(faults, _stop.Token)) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                PageRange page = new(faults[i].Page, 1);
                if (_pending![(int)faults[i].Page.Value])
                {
                    _request!(page);
                }
                else
                {
                    // Never sent and not missing: it is zero.
                    missing.PlaceZeros(page);
                }
            }
        }
    }
}
