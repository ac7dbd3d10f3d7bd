using System.Buffers;
using PageEngine.Benchmarks.Data;
using PageEngine.Migration;

namespace PageEngine.Benchmarks.Allocations;

/// <summary>Rounds of the page stream, written and read: whole pages, zeros, changes.</summary>
internal static class StreamProbes
{
    private const int PageCount = 256;

    internal static IEnumerable<AllocationProbe> All()
    {
        var pages = new SamplePages(PageCount);
        return
        [
            Round("stream.raw", pages.New, null),
            Round("stream.zero", pages.Zero, null),
            Round("stream.delta", pages.New, pages.Old),
        ];
    }

    private static AllocationProbe Round(string name, PageMemory pages, PageMemory? old)
    {
        var sink = new StreamSink(PageCount * (Page.Size + 64));
        var encoder = new PageStreamEncoder(sink);
        var decoder = new PageStreamDecoder(StreamDirection.ToDestination);
        var content = new PageDecoder();
        byte[] page = new byte[Page.Size];
        encoder.WriteHello(StreamHello.Create(StreamFeatures.Delta, Guid.Empty));
        encoder.WriteLayout(MemoryLayout.Contiguous(PageCount));
        ReadAll(decoder, sink, content, page, old);
        return new(name, PageCount, () =>
        {
            sink.Clear();
            encoder.BeginRound(PageCount);
            for (int i = 0; i < PageCount; i++)
                encoder.WritePage(new GuestFrameNumber((ulong)i), pages[i], old is null ? default : old[i]);
            encoder.EndRound();
            if (ReadAll(decoder, sink, content, page, old) != PageCount || !page.AsSpan().SequenceEqual(pages[PageCount - 1]))
                throw new WrongResultException($"{name} does not give the pages back");
        });
    }

    private static int ReadAll(PageStreamDecoder decoder, StreamSink sink, PageDecoder content, byte[] page, PageMemory? old)
    {
        ReadOnlySequence<byte> input = new(sink.Bytes);
        int count = 0;
        while (decoder.TryRead(input, out StreamFrame frame, out SequencePosition consumed) == StreamReadStatus.Frame)
        {
            if (frame.Kind == StreamFrameKind.Pages)
            {
                foreach (PageEntry entry in frame.AsPages())
                {
                    old?[(int)entry.Page.Value].CopyTo(page);
                    count += content.TryDecode(entry.Encoding, entry.Payload, page) ? 1 : 0;
                }
            }

            input = input.Slice(consumed);
        }

        return count;
    }
}
