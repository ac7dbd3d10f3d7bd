using System.Diagnostics;
using System.Numerics;

namespace PageEngine.Images;

/// <summary>A stream with a window of bytes that are looked at before they are consumed.</summary>
/// <remarks>The window is as long as the most that was asked for at once, which the callers limit.</remarks>
internal sealed class TraceInput(Stream stream)
{
    private byte[] _window = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>The byte of the stream at which the window begins.</summary>
    internal long Offset { get; private set; }

    /// <summary>The bytes that are there, without reading more.</summary>
    internal ReadOnlySpan<byte> Window => _window.AsSpan(_start, _end - _start);

    /// <summary>Whether the stream has no bytes behind the window.</summary>
    internal bool IsAtEnd => _isAtEnd;

    /// <summary>Makes the window long enough for what will be asked for at once.</summary>
    internal void Reserve(int capacity)
    {
        if (capacity > _window.Length)
        {
            Array.Resize(ref _window, (int)BitOperations.RoundUpToPowerOf2((uint)capacity));
        }
    }

    /// <summary>Reads until the window has a number of bytes, or the stream ends.</summary>
    /// <returns>Whether the bytes are there.</returns>
    internal bool Ensure(int count)
    {
        Reserve(count);
        while (_end - _start < count && !_isAtEnd)
        {
            Fill();
        }

        return _end - _start >= count;
    }

    /// <summary>Reads some more bytes behind the window, which must not be full.</summary>
    internal void Fill()
    {
        Debug.Assert(_end - _start < _window.Length, "there is room");
        if (_start > 0)
        {
            Window.CopyTo(_window);
            _end -= _start;
            _start = 0;
        }

        int read = stream.Read(_window, _end, _window.Length - _end);
        _end += read;
        _isAtEnd = read == 0;
    }

    /// <summary>Drops bytes from the front of the window.</summary>
    internal void Consume(int count)
    {
        Debug.Assert(count <= _end - _start, "only what is there is consumed");
        _start += count;
        Offset += count;
    }
}
