using System.Buffers.Binary;
using System.IO.Hashing;

namespace PageEngine.Linux.Tests;

/// <summary>A receiver is given anything, and ends with a line: no crash, no hang, no memory without end.</summary>
public sealed class HostileStreamTests
{
    private const long MostBytes = 24 << 20;
    private const int HandshakeBytes = 112;

    [Fact]
    public void A_recorded_transfer_with_damage_ends_with_a_line()
    {
        byte[] recorded = Record();
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int i = 0; i < 400; i++)
        {
            byte[] bytes = Damage(recorded, random);
            ServeResult result = Feed(bytes, out _, out long allocated);
            Assert.True(result.State == HandOverState.Complete || result.Problem.Length > 0, $"seed {seed}, run {i}");
            Assert.False(result.Problem.Contains('\n'), $"seed {seed}, run {i}: {result.Problem}");
            Assert.True(allocated < MostBytes, $"seed {seed}, run {i}: {allocated} bytes");
        }
    }

    [Fact]
    public void Frames_with_right_checksums_in_any_order_end_with_a_line()
    {
        byte[] recorded = Record();
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int i = 0; i < 400; i++)
        {
            using MemoryStream stream = new();
            // The introduction, the hello and the layout of a real transfer, so that what follows is looked at.
            int start = random.Next(3) switch { 0 => HandshakeBytes, 1 => HandshakeBytes + 64, _ => HandshakeBytes + 64 + 40 };
            stream.Write(recorded.AsSpan(0, start));
            uint sequence = start == HandshakeBytes ? 0U : start == HandshakeBytes + 64 ? 1U : 2U;
            int frames = random.Next(12);
            for (int frame = 0; frame < frames; frame++)
            {
                stream.Write(MakeFrame(random, sequence++));
            }

            ServeResult result = Feed(stream.ToArray(), out TestDestination destination, out long allocated);
            Assert.True(result.State == HandOverState.Complete || result.Problem.Length > 0, $"seed {seed}, run {i}");
            Assert.True(allocated < MostBytes, $"seed {seed}, run {i}: {allocated} bytes");
            Assert.True(destination.Activations == 0 || result.State is HandOverState.Active or HandOverState.Complete);
        }
    }

    [Fact]
    public void A_length_that_was_only_announced_reserves_nothing()
    {
        byte[] recorded = Record();
        byte[] header = recorded.AsSpan(HandshakeBytes, 24).ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), uint.MaxValue);
        byte[] bytes = [.. recorded.AsSpan(0, HandshakeBytes), .. header];
        ServeResult result = Feed(bytes, out _, out long allocated);
        Assert.Contains("damaged", result.Problem);
        Assert.True(allocated < 1 << 20);
    }

    /// <summary>All that a source sends in a small transfer.</summary>
    private static byte[] Record()
    {
        using TestSource source = new(40, seed: 2, writesPerLook: 1);
        using Rig rig = new(new TestDestination());
        using TransferSender sender = new(source, source, LiveTransferTests.Options(rounds: 2) with
        {
            Compression = TransferCompression.Lz4,
            DeltaCache = ByteSize.FromMiB(1),
            ReferenceCache = ByteSize.FromMiB(1),
        });
        Assert.Equal(TransferOutcome.Completed, sender.Run(rig.Connect).Outcome);
        rig.Finish();
        return rig.Pipes[0].Sent;
    }

    private static ServeResult Feed(byte[] bytes, out TestDestination destination, out long allocated)
    {
        destination = new TestDestination();
        using TransferReceiver receiver = new(
            destination, destination, new ReceiverOptions { MaxMemory = ByteSize.FromMiB(4) });
        long before = GC.GetAllocatedBytesForCurrentThread();
        ServeResult result = receiver.Serve(new TransferConnection(new OneWay(bytes), "somebody", true, true));
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return result;
    }

    private static byte[] Damage(byte[] recorded, Random random)
    {
        byte[] bytes = [.. recorded];
        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                int from = random.Next(bytes.Length);
                int length = random.Next(Math.Min(5000, bytes.Length - from));
                return [.. bytes[..from], .. bytes[(from + length)..]];
            case 2:
                int at = random.Next(bytes.Length);
                byte[] noise = new byte[random.Next(1, 200)];
                random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
            default:
                for (int flips = random.Next(1, 4); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                return bytes;
        }
    }

    private static byte[] MakeFrame(Random random, uint sequence)
    {
        int kind = random.Next(1, 14);
        byte[] payload = new byte[random.Next(6) switch { 0 => 0, 1 => 1, 2 => 12, 3 => 16 * random.Next(1, 5), 4 => 40, _ => random.Next(3000) }];
        if (random.Next(3) > 0)
        {
            random.NextBytes(payload);
        }

        if (kind == 4 && payload.Length >= 12)
        {
            // One page, of a form and a length that often go together.
            int form = random.Next(8);
            ulong word = ((ulong)random.Next(45) << 24) | ((ulong)form << 16) | (ushort)(payload.Length - 12);
            BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(payload.Length - 12), word);
            BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(payload.Length - 4), 1);
        }

        byte[] frame = new byte[24 + payload.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(frame, 0x5347);
        frame[2] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12), (uint)XxHash3.HashToUInt64(frame.AsSpan(0, 12)));
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(16), XxHash3.HashToUInt64(payload));
        payload.CopyTo(frame, 24);
        return frame;
    }

    /// <summary>Gives bytes in pieces of all sizes and swallows what is written.</summary>
    private sealed class OneWay(byte[] bytes) : Stream
    {
        private readonly Random _random = new(bytes.Length);
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int most = _random.Next(4) == 0 ? _random.Next(1, 9) : count;
            int length = Math.Min(Math.Min(most, count), bytes.Length - _at);
            bytes.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
