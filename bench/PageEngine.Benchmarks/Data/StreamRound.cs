using System.Buffers;
using PageEngine.Migration;

namespace PageEngine.Benchmarks.Data;

/// <summary>A stream with one round of pages: to write it, and to read it back.</summary>
internal sealed class StreamRound
{
    private readonly StreamSink _sink;
    private readonly PageDecoder _decoder = new();
    private readonly byte[] _page = new byte[Page.Size];

    internal StreamRound(int pageCount) => _sink = new StreamSink((pageCount + 64) * (Page.Size + 64));

    /// <summary>The bytes of the stream.</summary>
    internal int Length => _sink.Written;

    /// <summary>Writes the pages as whole ones, or as changes against old ones.</summary>
    internal int Write(PageMemory pages, PageMemory? old, int pageCount)
    {
        _sink.Clear();
        PageStreamEncoder encoder = new(_sink);
        encoder.WriteHello(StreamHello.Create(StreamFeatures.Delta, Guid.Empty));
        encoder.WriteLayout(MemoryLayout.Contiguous((ulong)pageCount));
        encoder.BeginRound((ulong)pageCount);
        for (int page = 0; page < pageCount; page++)
            encoder.WritePage(new GuestFrameNumber((ulong)page), pages[page], old is null ? default : old[page]);
        encoder.EndRound();
        return _sink.Written;
    }

    /// <summary>Reads what was written last; with old pages, it makes the new ones from them.</summary>
    internal int Read(PageMemory? old)
    {
        PageStreamDecoder stream = new(StreamDirection.ToDestination);
        ReadOnlySequence<byte> input = new(_sink.Bytes);
        int count = 0;
        while (stream.TryRead(input, out StreamFrame frame, out SequencePosition consumed) == StreamReadStatus.Frame)
        {
            if (frame.Kind == StreamFrameKind.Pages)
            {
                foreach (PageEntry entry in frame.AsPages())
                {
                    old?[(int)entry.Page.Value].CopyTo(_page);
                    count += _decoder.TryDecode(entry.Encoding, entry.Payload, _page) ? 1 : 0;
                }
            }

            input = input.Slice(consumed);
        }

        return count;
    }
}
