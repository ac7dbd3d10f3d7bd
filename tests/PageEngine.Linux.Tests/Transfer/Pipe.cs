namespace PageEngine.Linux.Tests;

/// <summary>Two streams that are the ends of one connection in memory, which can be cut after so many bytes.</summary>
internal sealed class Pipe
{
    private readonly Way _up;
    private readonly Way _down;

    /// <param name="upLimit">After so many bytes from the first end to the second, the connection is cut.</param>
    /// <param name="downLimit">The same for the other direction.</param>
    internal Pipe(long upLimit = long.MaxValue, long downLimit = long.MaxValue)
    {
        Action cut = () =>
        {
            _up!.Cut();
            _down!.Cut();
        };
        _up = new Way(upLimit, cut);
        _down = new Way(downLimit, cut);
        First = new End(_down, _up);
        Second = new End(_up, _down);
    }

    internal Stream First { get; }

    internal Stream Second { get; }

    /// <summary>The bytes after each write from the first end to the second.</summary>
    internal IReadOnlyList<long> UpWrites => _up.Writes;

    internal IReadOnlyList<long> DownWrites => _down.Writes;

    /// <summary>All that went up.</summary>
    internal byte[] Sent => _up.Log.ToArray();

    private sealed class Way(long limit, Action cut)
    {
        private const int Capacity = 1 << 17;
        private readonly object _gate = new();
        private readonly Queue<byte[]> _pieces = new();
        private int _offset;
        private int _held;
        private long _total;
        private bool _isCut;
        private bool _isClosed;

        internal List<long> Writes { get; } = [];

        internal MemoryStream Log { get; } = new();

        internal void Write(ReadOnlySpan<byte> bytes)
        {
            bool isOver = false;
            lock (_gate)
            {
                while (_held > Capacity && !_isCut && !_isClosed)
                {
                    Monitor.Wait(_gate);
                }

                if (_isCut || _isClosed)
                {
                    throw new IOException("cut");
                }

                int fits = (int)Math.Min(bytes.Length, limit - _total);
                isOver = _total + bytes.Length > limit;
                if (fits > 0)
                {
                    _pieces.Enqueue(bytes[..fits].ToArray());
                    Log.Write(bytes[..fits]);
                }

                _held += fits;
                _total += fits;
                Writes.Add(_total);
                Monitor.PulseAll(_gate);
            }

            if (isOver)
            {
                cut();
                throw new IOException("cut");
            }
        }

        internal int Read(Span<byte> bytes)
        {
            lock (_gate)
            {
                while (_held == 0 && !_isCut && !_isClosed)
                {
                    Monitor.Wait(_gate);
                }

                if (_held == 0)
                {
                    return _isCut ? throw new IOException("cut") : 0;
                }

                byte[] piece = _pieces.Peek();
                int count = Math.Min(bytes.Length, piece.Length - _offset);
                piece.AsSpan(_offset, count).CopyTo(bytes);
                _offset += count;
                _held -= count;
                if (_offset == piece.Length)
                {
                    _pieces.Dequeue();
                    _offset = 0;
                }

                Monitor.PulseAll(_gate);
                return count;
            }
        }

        internal void Cut()
        {
            lock (_gate)
            {
                _isCut = true;
                Monitor.PulseAll(_gate);
            }
        }

        internal void Close()
        {
            lock (_gate)
            {
                _isClosed = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private sealed class End(Way input, Way output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => input.Read(buffer);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => output.Write(buffer);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            input.Close();
            output.Close();
            base.Dispose(disposing);
        }
    }
}
