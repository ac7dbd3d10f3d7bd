using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>Real memory that is used as plain bytes while its writes are found without help from the writer.</summary>
/// <remarks>
/// <para>Writers store into <see cref="Span"/> or <see cref="GetSpan"/>. A reader opens a cursor of
/// <see cref="DirtyLog"/> and repeats: <see cref="Collect"/>, harvest the cursor, <see cref="Read"/> the pages. The
/// order is what loses nothing: the kernel forgets a write (<see cref="Collect"/>) before the page is read. A write
/// during a harvest is in this one or in the next.</para>
/// <para>Thread-safe, but for <see cref="Dispose"/>: that is for the last user, and a span of the memory must not be
/// used after it; the process would end by an access violation.</para>
/// <para>Memory is taken when it is touched. Pages are 4096 bytes, and the kernel is asked not to use larger ones
/// here.</para>
/// </remarks>
public sealed partial class MappedGuestMemory : IDisposable
{
    /// <summary>The pages of a segment, 1 GiB, which is less than the longest span.</summary>
    public const int PagesPerSegment = 1 << 18;

    /// <summary>The longest span, in pages: one page less than 2 GiB.</summary>
    public const int MaxPagesPerSpan = int.MaxValue >> Page.Shift;

    private readonly MappedRegion _region;
    private readonly SafeFileHandle? _file;
    private readonly WriteTracker _tracker;
    private MissingPages? _missing;
    private bool _disposed;

    private MappedGuestMemory(MappedRegion region, SafeFileHandle? file, DirtyLog log, WriteTracker tracker)
    {
        _region = region;
        _file = file;
        _tracker = tracker;
        DirtyLog = log;
    }

    /// <summary>The size of the memory.</summary>
    public ByteSize Size => new(_region.Length);

    /// <summary>The number of pages.</summary>
    public ulong PageCount => _region.Length >> Page.Shift;

    /// <summary>The address of page 0, for code that wants pointers.</summary>
    public nint Address => _region.Start;

    /// <summary>What was written, as far as it was collected.</summary>
    public DirtyLog DirtyLog { get; }

    /// <summary>How writes are found.</summary>
    public TrackerKind Tracker => _tracker.Kind;

    /// <summary>Why it is no better tracker, in one line; empty if it is the best, or was asked for.</summary>
    public required string TrackerNote { get; init; }

    /// <summary>
    /// Whether every harvest is complete while writers run. Where it is not, a last <see cref="Collect"/> with paused
    /// writers makes the sum complete.
    /// </summary>
    public bool IsExactWhileWriting => Tracker != TrackerKind.SoftDirty;

    /// <summary>The memory file, to be mapped by others; null for anonymous memory. Belongs to this object.</summary>
    public SafeFileHandle? MemoryFile => _file;

    /// <summary>All bytes, where they fit a span.</summary>
    /// <exception cref="InvalidOperationException">There are 2 GiB or more; use <see cref="GetSpan"/>.</exception>
    /// <exception cref="ObjectDisposedException">The memory is disposed.</exception>
    public Span<byte> Span => PageCount <= MaxPagesPerSpan
        ? GetSpan(default, (int)PageCount)
        : throw new InvalidOperationException($"{Size} do not fit a span; use GetSpan or GetSegment");

    /// <summary>The number of segments of <see cref="PagesPerSegment"/> pages, the last one perhaps shorter.</summary>
    public int SegmentCount => (int)((PageCount + PagesPerSegment - 1) / PagesPerSegment);

    /// <summary>Held by whoever collects or changes how pages are mapped; never by a writer.</summary>
    internal Lock Gate { get; } = new();

    internal MappedRegion Region => _region;

    internal WriteTracker WriteTracker => _tracker;

    /// <summary>Makes memory of zeros.</summary>
    /// <param name="size">A multiple of 4096 bytes, at least one page and at most 8 TiB.</param>
    /// <param name="options">How; null for anonymous memory with the best tracker.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is none of those.</exception>
    /// <exception cref="InsufficientMemoryException">
    /// There is no address space, or no room in the memory file.
    /// </exception>
    /// <exception cref="NotSupportedException">
    /// This kernel does not allow the tracker, or memory files; says why.
    /// </exception>
    /// <exception cref="IOException">The kernel refuses a file or a call: too many open files, for example.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public static MappedGuestMemory Create(ByteSize size, MappedMemoryOptions? options = null)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("memory is tracked on Linux only");
        }

        return Create(size, options ?? new MappedMemoryOptions(), KernelFeatures.Current);
    }

    internal static MappedGuestMemory Create(ByteSize size, MappedMemoryOptions options, KernelFeatures features)
    {
        const int MostTiB = 8;
        ArgumentOutOfRangeException.ThrowIfZero(size.Bytes, nameof(size));
        ArgumentOutOfRangeException.ThrowIfNotEqual(Page.OffsetOf(size.Bytes), 0, nameof(size));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, ByteSize.FromTiB(MostTiB));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)options.Backing, (int)MemoryBacking.MemoryFile);
        TrackerKind kind = ChooseTracker(options, features, out string note);
        SafeFileHandle? file = options.Backing == MemoryBacking.MemoryFile ? CreateFile(size, options.Name) : null;
        MappedRegion? region = null;
        DirtyLog? log = null;
        try
        {
            region = file is null
                ? MappedRegion.Anonymous((nuint)size.Bytes)
                : MappedRegion.Shared(file, (nuint)size.Bytes);

            // SAFETY: the range is ours; the advice changes no content, and a refusal changes nothing at all.
            _ = MemoryCalls.Advise(region.Start, region.Length, MemoryCalls.AdviseNoHugePage);
            log = new DirtyLog(size.Pages, DirtyLogMode.Concurrent);
            WriteTracker tracker = Begin(kind, region, file, log, options);
            return new MappedGuestMemory(region, file, log, tracker) { TrackerNote = note };
        }
        catch
        {
            log?.Dispose();
            region?.Dispose();
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Releases the memory; once is enough, more does nothing.</summary>
    public void Dispose()
    {
        _missing?.Dispose();
        lock (Gate)
        {
            if (!_disposed)
            {
                _disposed = true;
                _tracker.Dispose();
                _region.Dispose();
                _file?.Dispose();
                DirtyLog.Dispose();
            }
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    private static TrackerKind ChooseTracker(MappedMemoryOptions options, KernelFeatures features, out string note)
    {
        note = "";
        if (options.Tracker is { } wanted)
        {
            string reason = WhyNot(wanted, options.Backing, features);
            return reason.Length == 0 ? wanted : throw new NotSupportedException($"tracker {wanted}: {reason}");
        }

        foreach (TrackerKind kind in (ReadOnlySpan<TrackerKind>)[TrackerKind.AsyncWriteProtect, TrackerKind.SoftDirty])
        {
            string reason = WhyNot(kind, options.Backing, features);
            if (reason.Length == 0)
            {
                return kind;
            }

            note = note.Length == 0 ? reason : $"{note}; {reason}";
        }

        return TrackerKind.Fingerprints;
    }

    private static string WhyNot(TrackerKind kind, MemoryBacking backing, KernelFeatures features) =>
        kind == TrackerKind.SoftDirty && backing == MemoryBacking.MemoryFile
            ? "the kernel may drop the soft-dirty bits of a memory file with its page-table entries"
            : features.WhyNot(kind);

    private static WriteTracker Begin(
        TrackerKind kind, MappedRegion region, SafeFileHandle? file, DirtyLog log, MappedMemoryOptions options)
    {
        ulong seed = options.FingerprintSeed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        return kind switch
        {
            TrackerKind.AsyncWriteProtect => AsyncWriteProtectTracker.Begin(region, isOfFile: file is not null),
            TrackerKind.SoftDirty => SoftDirtyTracker.Begin(region, log, seed),
            _ => new FingerprintTracker(region, file, seed),
        };
    }

    internal static SafeFileHandle CreateFile(ByteSize size, string name)
    {
        int descriptor = MemoryCalls.CreateMemoryFile(name, MemoryCalls.CloseOnExecute);
        if (descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            string reason = $"no memory file can be had: {Errno.Describe(error)}";
            throw error == Errno.NotImplemented ? new NotSupportedException(reason) : new IOException(reason);
        }

        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        if (MemoryCalls.SetLength(file, (long)size.Bytes) == 0)
        {
            return file;
        }

        string text = Errno.Describe(Marshal.GetLastPInvokeError());
        file.Dispose();
        throw new InsufficientMemoryException($"a memory file cannot have {size}: {text}");
    }
}
