namespace PageEngine.Migration;

/// <summary>Sees that the pieces of a state come in order and without a gap, and that none is left open.</summary>
internal sealed class StateProgress
{
    private readonly byte[] _name = new byte[StreamFormat.MaxNameBytes];
    private int _nameBytes;
    private StateKind _kind;
    private uint _instance;
    private ulong _total;
    private ulong _next;

    /// <summary>Goes on with a sound frame.</summary>
    /// <returns>Whether it has a place: a state that was begun goes on until its end, or is cancelled.</returns>
    internal bool TryMove(StreamFrameKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind != StreamFrameKind.State || !StateChunk.TryRead(payload, out StateChunk chunk))
        {
            return _next == _total || kind == StreamFrameKind.Abort;
        }

        if (_next != _total)
        {
            if (!chunk.Continues(_name.AsSpan(0, _nameBytes), _kind, _instance, _total, _next))
            {
                return false;
            }
        }
        else if (chunk.Offset != 0)
        {
            return false;
        }

        chunk.NameBytes.CopyTo(_name);
        _nameBytes = chunk.NameBytes.Length;
        (_kind, _instance, _total) = (chunk.Kind, chunk.Instance, chunk.TotalBytes);
        _next = chunk.Offset + (ulong)chunk.Data.Length;
        return true;
    }
}
