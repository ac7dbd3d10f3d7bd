using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>Puts the states of a guest together from their pieces, within limits.</summary>
internal sealed class StateCollector(ulong maxBytes)
{
    private readonly List<GuestState> _states = [];
    private byte[] _data = [];
    private int _length;
    private ulong _total;

    internal IReadOnlyList<GuestState> States => _states;

    /// <summary>Takes a piece; the decoder has seen that it continues the one before.</summary>
    /// <exception cref="TransferLinkException">It is too much.</exception>
    internal void Add(StateChunk chunk)
    {
        if (chunk.Offset == 0)
        {
            if (_states.Count == GuestState.MaxCount)
            {
                throw new TransferLinkException("the guest has too many states");
            }

            _length = 0;
        }

        // What was announced is not reserved: memory grows with what has come.
        _total += (ulong)chunk.Data.Length;
        if (_total > maxBytes || chunk.TotalBytes > maxBytes)
        {
            throw new TransferLinkException("the states of the guest are too large");
        }

        if (_data.Length - _length < chunk.Data.Length)
        {
            Array.Resize(ref _data, Math.Max(_length + chunk.Data.Length, 2 * _data.Length));
        }

        chunk.Data.CopyTo(_data.AsSpan(_length));
        _length += chunk.Data.Length;
        if (chunk.IsLast)
        {
            _states.Add(new GuestState(
                chunk.Kind, RemoteText.Clean(chunk.GetName()), chunk.Version, _data.AsSpan(0, _length).ToArray()));
        }
    }
}
