using System.Diagnostics;

namespace PageEngine.Migration;

/// <summary>Counts the bytes of a page stream that is not written: what a <see cref="PageStreamEncoder"/> would have written.</summary>
/// <remarks>
/// The same calls in the same order give the same number, to the byte; a test holds the two to each other. A simulation
/// tells it the lengths of payloads. It does not watch the protocol. One thread at a time; allocates nothing.
/// </remarks>
public sealed class PageStreamMeter
{
    private readonly int _pagesPerFrame;
    private int _framePages;
    private ulong _frameBytes;

    /// <summary>Makes a meter at the beginning of a stream.</summary>
    /// <param name="pagesPerFrame">The pages of a full frame: 1 to <see cref="PageStreamEncoder.MaxPagesPerFrame"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pages of a frame are out of range.</exception>
    public PageStreamMeter(int pagesPerFrame = PageStreamEncoder.DefaultPagesPerFrame)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pagesPerFrame);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pagesPerFrame, PageStreamEncoder.MaxPagesPerFrame);
        _pagesPerFrame = pagesPerFrame;
    }

    /// <summary>What a page costs beside its payload and its part of the frame: 8 bytes.</summary>
    public const int BytesPerPage = PageDescriptor.Bytes;

    /// <summary>What a frame of pages costs beside its pages: 28 bytes.</summary>
    public const int BytesPerFrame = StreamFormat.HeaderBytes + sizeof(int);

    /// <summary>The bytes of all finished frames.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>The finished frames.</summary>
    public ulong Frames { get; private set; }

    /// <summary>The pages in finished frames and in the one that is open.</summary>
    public ulong Pages { get; private set; }

    /// <summary>The pages of the frame that is not finished.</summary>
    public int OpenPages => _framePages;

    /// <summary>The payload bytes of the frame that is not finished.</summary>
    public ulong OpenBytes => _frameBytes;

    /// <summary>Counts the introduction of a side.</summary>
    public void AddHello() => Add(StreamHello.Bytes);

    /// <summary>Counts the description of the guest's memory.</summary>
    /// <param name="layout">The memory.</param>
    public void AddLayout(MemoryLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Add((ulong)layout.Bytes);
    }

    /// <summary>Counts the begin of a round.</summary>
    public void AddRoundBegin() => Add(StreamRound.Bytes);

    /// <summary>Counts the end of a round.</summary>
    public void AddRoundEnd() => Add(StreamRound.Bytes);

    /// <summary>Counts a page.</summary>
    /// <param name="payloadBytes">The bytes of its payload: 0 to 4096.</param>
    /// <exception cref="ArgumentOutOfRangeException">A payload has no such length.</exception>
    public void AddPage(int payloadBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)payloadBytes, (uint)Page.Size, nameof(payloadBytes));
        Pages++;
        _frameBytes += (uint)payloadBytes;
        if (++_framePages == _pagesPerFrame)
        {
            Flush();
        }
    }

    /// <summary>Counts that the vCPUs were stopped.</summary>
    public void AddStop() => Add(0);

    /// <summary>Counts a state, in as many frames as it needs.</summary>
    /// <param name="nameBytes">The bytes of its name, 0 to 64.</param>
    /// <param name="dataBytes">Its bytes, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no data, or the name is too long.</exception>
    public void AddState(int nameBytes, ulong dataBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)nameBytes, (uint)StreamFormat.MaxNameBytes, nameof(nameBytes));
        ArgumentOutOfRangeException.ThrowIfZero(dataBytes);
        ulong pieces = (dataBytes + StreamFormat.MaxStateBytes - 1) / StreamFormat.MaxStateBytes;
        Flush();
        Frames += pieces;
        Bytes += dataBytes + (pieces * (ulong)(StreamFormat.HeaderBytes + StateChunk.HeaderBytes(nameBytes)));
    }

    /// <summary>Counts the ranges of pages that are old or missing, in as many frames as they need.</summary>
    /// <param name="ranges">How many ranges.</param>
    public void AddPending(ulong ranges)
    {
        Flush();
        ulong frames = (ranges + StreamFormat.MaxRanges - 1) / StreamFormat.MaxRanges;
        Frames += frames;
        Bytes += (ranges * StreamFormat.RangeBytes) + (frames * StreamFormat.HeaderBytes);
    }

    /// <summary>Counts a commit.</summary>
    public void AddCommit() => Add(1);

    /// <summary>Counts the end.</summary>
    public void AddEnd() => Add(0);

    /// <summary>Counts a request for ranges of pages.</summary>
    /// <param name="ranges">How many ranges, 1 to 1024.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none or too many.</exception>
    public void AddRequest(int ranges = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ranges);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ranges, StreamFormat.MaxRanges);
        Add((ulong)(ranges * StreamFormat.RangeBytes));
    }

    /// <summary>Counts an acknowledgement.</summary>
    public void AddAcknowledgement() => Add(StreamAcknowledgement.Bytes);

    /// <summary>Finishes a frame that is not full yet.</summary>
    public void Flush()
    {
        if (_framePages > 0)
        {
            Bytes += _frameBytes + (ulong)(_framePages * BytesPerPage) + BytesPerFrame;
            Frames++;
            (_framePages, _frameBytes) = (0, 0);
        }
    }

    /// <summary>Goes on from where another meter stood.</summary>
    /// <param name="bytes">Its <see cref="Bytes"/>.</param>
    /// <param name="frames">Its <see cref="Frames"/>.</param>
    /// <param name="pages">Its <see cref="Pages"/>.</param>
    /// <param name="openPages">Its <see cref="OpenPages"/>.</param>
    /// <param name="openBytes">Its <see cref="OpenBytes"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">So many pages do not fit an open frame.</exception>
    public void Resume(ulong bytes, ulong frames, ulong pages, int openPages, ulong openBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(openPages);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(openPages, _pagesPerFrame);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(openBytes, (ulong)openPages * Page.Size);
        (Bytes, Frames, Pages, _framePages, _frameBytes) = (bytes, frames, pages, openPages, openBytes);
    }

    private void Add(ulong payloadBytes)
    {
        Debug.Assert(payloadBytes <= StreamFormat.MaxPayloadBytes, "a frame has room for it");
        Flush();
        Bytes += StreamFormat.HeaderBytes + payloadBytes;
        Frames++;
    }
}
