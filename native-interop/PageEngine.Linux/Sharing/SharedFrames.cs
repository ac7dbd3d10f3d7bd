using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>The frames that pages share: the pages of a memory file, with the number of pages that map each.</summary>
/// <remarks>
/// A frame is written once, before it is mapped, and never again: all mappings are private, and the one shared view is
/// read. One thread at a time.
/// </remarks>
internal sealed class SharedFrames : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly MappedRegion _view;
    private readonly uint[] _references;
    private readonly Stack<uint> _free = new();
    private uint _next;

    private SharedFrames(SafeFileHandle file, MappedRegion view, ulong frameCount)
    {
        _file = file;
        _view = view;
        _references = new uint[frameCount];
    }

    /// <summary>The frames in use.</summary>
    internal ulong Count { get; private set; }

    /// <summary>The pages that map a frame, of all frames.</summary>
    internal ulong ReferenceCount { get; private set; }

    internal SafeFileHandle File => _file;

    internal static SharedFrames Create(ulong frameCount)
    {
        ByteSize size = ByteSize.FromPages(frameCount);
        SafeFileHandle file = MappedGuestMemory.CreateFile(size, "pageengine-shared");
        try
        {
            return new SharedFrames(file, MappedRegion.Shared(file, (nuint)size.Bytes), frameCount);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes a frame; frames taken in a row are neighbours until the file was used up once.</summary>
    internal uint Allocate()
    {
        Count++;
        return _next < (uint)_references.Length ? _next++ : _free.Pop();
    }

    /// <summary>Stores what a fresh frame holds, for good.</summary>
    internal void Write(uint frame, ReadOnlySpan<byte> content)
    {
        Debug.Assert(_references[frame] == 0, "nobody maps the frame yet");
        RandomAccess.Write(_file, content, (long)frame << Page.Shift);
    }

    internal ReadOnlySpan<byte> Read(uint frame) => RegionBytes.Of(_view, new GuestFrameNumber(frame), 1);

    internal void AddReference(uint frame)
    {
        _references[frame]++;
        ReferenceCount++;
    }

    internal uint ReferencesOf(uint frame) => _references[frame];

    /// <summary>Takes a mapping off, and frees the frame with the last one.</summary>
    internal void Release(uint frame)
    {
        Debug.Assert(_references[frame] > 0, "the page mapped the frame");
        ReferenceCount--;
        if (--_references[frame] == 0)
        {
            Free(frame);
        }
    }

    /// <summary>Gives a frame back that nobody maps.</summary>
    internal void Free(uint frame)
    {
        Debug.Assert(_references[frame] == 0, "nobody maps the frame");
        Count--;
        _free.Push(frame);

        // SAFETY: the range is a page of the view, and nobody relies on its content any more. A refusal costs memory.
        _ = MemoryCalls.Advise(_view.Start + (nint)((ulong)frame << Page.Shift), Page.Size, MemoryCalls.AdviseRemove);
    }

    /// <summary>Counts the pages of the file that have memory, as the kernel says.</summary>
    internal ulong CountResident()
    {
        ulong pages = 0;
        long offset = 0;
        while (SparseFile.FindData(_file, offset, out long start, out long end) && end != long.MaxValue)
        {
            pages += (ulong)(end - start) >> Page.Shift;
            offset = end;
        }

        return pages;
    }

    public void Dispose()
    {
        // Pages that are mapped stay: the kernel keeps the file as long as one is.
        _view.Dispose();
        _file.Dispose();
    }
}
