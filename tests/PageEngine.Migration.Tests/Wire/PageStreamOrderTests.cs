using System.Buffers;
using static PageEngine.Migration.Tests.StreamSamples;

namespace PageEngine.Migration.Tests;

/// <summary>The grammar of the stream, held by both sides.</summary>
public sealed class PageStreamOrderTests
{
    private static readonly PageRange OnePage = new(default, 1);

    private static readonly (string Name, Action<PageStreamEncoder> Write)[] Calls =
    [
        ("hello", encoder => encoder.WriteHello(Hello)),
        ("layout", encoder => encoder.WriteLayout(MemoryLayout.Contiguous(10))),
        ("begin", encoder => encoder.BeginRound(1)),
        ("page", encoder => encoder.WritePage(default, new byte[Page.Size])),
        ("end-round", encoder => encoder.EndRound()),
        ("stop", encoder => encoder.WriteStop()),
        ("state", encoder => encoder.WriteState(StateKind.Vcpu, "cpu", 0, 1, [1])),
        ("pending", encoder => encoder.WritePending(OnePage)),
        ("commit", encoder => encoder.WriteCommit()),
        ("commit-post", encoder => encoder.WriteCommit(postCopy: true)),
        ("end", encoder => encoder.WriteEnd()),
        ("abort", encoder => encoder.WriteAbort(new StreamAbort(0, ""))),
        ("request", encoder => encoder.WriteRequest(OnePage)),
        ("acknowledge", encoder => encoder.WriteAcknowledgement(new StreamAcknowledgement(StreamFrameKind.Stop, 0))),
    ];

    [Theory]
    [InlineData("", "hello abort")]
    [InlineData("hello", "layout abort")]
    [InlineData("hello layout", "begin stop abort")]
    [InlineData("hello layout begin", "page end-round stop abort")]
    [InlineData("hello layout begin page end-round", "begin stop abort")]
    [InlineData("hello layout stop", "page state pending commit commit-post abort")]
    [InlineData("hello layout stop commit", "end")]
    [InlineData("hello layout stop commit-post", "page end")]
    [InlineData("hello layout stop commit end", "")]
    [InlineData("hello abort", "")]
    public void After_a_way_only_some_frames_have_a_place(string way, string allowed)
    {
        string[] expected = allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach ((string name, Action<PageStreamEncoder> write) in Calls)
        {
            ArrayBufferWriter<byte> output = new();
            PageStreamEncoder encoder = new(output);
            foreach (string step in way.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Calls.Single(call => call.Name == step).Write(encoder);
            }

            Exception? exception = Record.Exception(() => write(encoder));
            bool isAllowed = exception is null;
            Assert.True(isAllowed == expected.Contains(name), $"{way} | {name}: {exception?.Message}");
            Assert.True(exception is null or InvalidOperationException or ArgumentException, exception?.ToString());

            // What the encoder lets through the decoder reads.
            encoder.Flush();
            PageStreamDecoder decoder = new(StreamDirection.ToDestination);
            Assert.Equal(StreamReadStatus.NeedMore, ReadAll(decoder, new(output.WrittenMemory)));
            Assert.Equal(encoder.FrameCount, decoder.FrameCount);
        }
    }

    [Fact]
    public void The_decoder_refuses_what_has_no_place_though_every_checksum_is_right()
    {
        byte[] hello = new byte[StreamHello.Bytes];
        Hello.Write(hello);
        byte[] begun = [.. Frame(StreamFrameKind.Hello, 0, hello)];
        AssertFault(StreamError.OutOfPlace, [.. begun, .. Frame(StreamFrameKind.Hello, 1, hello)]);
        AssertFault(StreamError.OutOfPlace, [.. begun, .. Frame(StreamFrameKind.Stop, 1)]);
        AssertFault(StreamError.OutOfPlace, Frame(StreamFrameKind.End, 0));
        AssertFault(StreamError.OutOfSequence, [.. begun, .. Frame(StreamFrameKind.Abort, 2, 0, 0, 0, 0)]);
        AssertFault(StreamError.OutOfSequence, Frame(StreamFrameKind.Hello, 1, hello));
        AssertFault(StreamError.UnknownKind, Frame((StreamFrameKind)14, 0));
        AssertFault(StreamError.UnknownKind, Frame(0, 0));
        AssertFault(StreamError.Malformed, [.. begun, .. Frame(StreamFrameKind.Abort, 1)]);
        AssertFault(StreamError.Malformed, [.. begun, .. Frame(StreamFrameKind.Layout, 1)]);
        AssertFault(StreamError.Malformed, [.. begun, .. Frame(StreamFrameKind.Layout, 1, new byte[16])]);
        AssertFault(StreamError.Malformed, [.. begun, .. Frame(StreamFrameKind.Pages, 1, 1, 0, 0, 0)]);
    }

    [Fact]
    public void A_version_that_nobody_here_speaks_is_named()
    {
        byte[] hello = new byte[StreamHello.Bytes];
        (Hello with { Version = 9, MinVersion = 2 }).Write(hello);
        AssertFault(StreamError.UnsupportedVersion, Frame(StreamFrameKind.Hello, 0, hello));
        (Hello with { Version = 9, MinVersion = 1 }).Write(hello);
        AssertFault(StreamError.None, Frame(StreamFrameKind.Hello, 0, hello));
    }

    [Fact]
    public void Pieces_of_a_state_come_in_order_and_to_their_end()
    {
        ArrayBufferWriter<byte> output = new();
        PageStreamEncoder encoder = new(output);
        encoder.WriteHello(Hello);
        encoder.WriteLayout(MemoryLayout.Contiguous(10));
        encoder.WriteStop();
        byte[] begun = output.WrittenSpan.ToArray();

        AssertFault(StreamError.None, [.. begun, .. State(3, "a", 10, 0, 4), .. State(4, "a", 10, 4, 6)]);
        AssertFault(StreamError.OutOfPlace, [.. begun, .. State(3, "a", 10, 1, 4)]);
        AssertFault(StreamError.OutOfPlace, [.. begun, .. State(3, "a", 10, 0, 4), .. State(4, "a", 10, 5, 5)]);
        AssertFault(StreamError.OutOfPlace, [.. begun, .. State(3, "a", 10, 0, 4), .. State(4, "b", 10, 4, 6)]);
        AssertFault(StreamError.OutOfPlace, [.. begun, .. State(3, "a", 10, 0, 4), .. State(4, "a", 11, 4, 6)]);
        AssertFault(StreamError.OutOfPlace, [.. begun, .. State(3, "a", 10, 0, 4), .. Frame(StreamFrameKind.Commit, 4, 0)]);
        AssertFault(StreamError.Malformed, [.. begun, .. State(3, "a", 10, 5, 6)]);
        AssertFault(StreamError.Malformed, [.. begun, .. State(3, new string('n', 65), 10, 0, 4)]);
        AssertFault(StreamError.Malformed, [.. begun, .. State(3, "a", 0, 0, 1)]);
        AssertFault(StreamError.None, [.. begun, .. State(3, "a", ulong.MaxValue, 0, 4), .. Frame(StreamFrameKind.Abort, 4, 0, 0, 0, 0)]);
    }

    [Fact]
    public void Arguments_that_are_none_are_refused()
    {
        PageStreamEncoder encoder = new(new ArrayBufferWriter<byte>());
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new PageStreamEncoder(new ArrayBufferWriter<byte>(), pagesPerFrame: 257));
        encoder.WriteHello(Hello);
        encoder.WriteLayout(MemoryLayout.Contiguous(10));
        encoder.BeginRound(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.WritePage(new GuestFrameNumber(10), new byte[Page.Size]));
        Assert.Throws<ArgumentException>(() => encoder.WritePage(default, new byte[100]));
        encoder.WriteStop();
        Assert.Throws<ArgumentException>(() => encoder.WriteState((StateKind)9, "x", 0, 0, [1]));
        Assert.Throws<ArgumentException>(() => encoder.WriteState(StateKind.Device, "x", 0, 0, []));
        Assert.Throws<ArgumentException>(() => encoder.WriteState(StateKind.Device, new string('é', 33), 0, 0, [1]));
        Assert.Throws<ArgumentException>(() => encoder.WritePending());
        Assert.Throws<ArgumentException>(() => encoder.WritePending(new PageRange(default, 11)));
        Assert.Throws<ArgumentException>(() => encoder.WritePending(new PageRange[1025]));
        Assert.Throws<ArgumentException>(() => MemoryLayout.Create());
        Assert.Throws<ArgumentException>(() => MemoryLayout.Create(OnePage, OnePage));
        Assert.Throws<ArgumentException>(() => MemoryLayout.Contiguous(DirtyBitmap.MaxPageCount + 1));
        Assert.Throws<ArgumentException>(() => MemoryLayout.Create(new PageRange(new GuestFrameNumber(ulong.MaxValue), 2)));
    }

    private static byte[] State(uint sequence, string name, ulong total, ulong offset, int bytes)
    {
        byte[] payload = new byte[StateChunk.HeaderBytes(name.Length) + bytes];
        StateChunk.WriteHeader(payload, StateKind.Device, 1, 1, System.Text.Encoding.UTF8.GetBytes(name), total, offset);
        return Frame(StreamFrameKind.State, sequence, payload);
    }

    private static void AssertFault(StreamError expected, byte[] bytes)
    {
        PageStreamDecoder decoder = new(StreamDirection.ToDestination);
        StreamReadStatus status = ReadAll(decoder, new ReadOnlySequence<byte>(bytes));
        Assert.Equal(expected, decoder.Error);
        Assert.Equal(expected == StreamError.None ? StreamReadStatus.NeedMore : StreamReadStatus.Faulted, status);
        if (expected != StreamError.None)
        {
            // A fault stays.
            Assert.Equal(StreamReadStatus.Faulted, decoder.TryRead(new ReadOnlySequence<byte>(Whole()), out _, out _));
        }
    }
}
