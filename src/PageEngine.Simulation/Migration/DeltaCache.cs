using System.Diagnostics;
using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>The pages that a sender of deltas has sent, as the destination has them.</summary>
/// <remarks>
/// Which page is in which slot is <see cref="XbzrleCache"/>'s to say. On a host of tokens a slot keeps a token, and the
/// writes to each page since it was sent are counted at the source; on a host of bytes it keeps the bytes.
/// </remarks>
internal sealed class DeltaCache
{
    private const ulong NoToken = ulong.MaxValue;
    private const int PagesPerChunk = 64;
    private const int ChunkBytes = PagesPerChunk << Page.Shift;

    private readonly XbzrleSpec _spec;
    private readonly XbzrleCache _slots;
    private readonly ulong[] _tokens;
    private readonly byte[]?[] _chunks;

    internal DeltaCache(XbzrleSpec spec, ulong pageCount, bool keepsBytes)
        : this(spec, new XbzrleCache(SlotsFor(spec, pageCount)), keepsBytes)
    {
    }

    private DeltaCache(XbzrleSpec spec, XbzrleCache slots, bool keepsBytes)
    {
        _spec = spec;
        _slots = slots;
        _tokens = keepsBytes ? [] : new ulong[slots.SlotCount];
        _chunks = keepsBytes ? new byte[]?[(slots.SlotCount + PagesPerChunk - 1) / PagesPerChunk] : [];
    }

    internal bool KeepsBytes => _chunks.Length > 0;

    internal void StartRound() => _slots.StartRound();

    /// <summary>Sends a page whose token is known; the slot has it afterwards, if there is room.</summary>
    /// <returns>The bytes of the delta; 0 for a page that has not changed, −1 for one that must be sent whole.</returns>
    internal int Visit(ulong page, ulong token, int writes)
    {
        Debug.Assert(!KeepsBytes, "tokens are kept on hosts of tokens");
        bool isHit = _slots.Visit(new GuestFrameNumber(page), out int slot);
        ulong before = isHit ? _tokens[slot] : NoToken;
        if (slot >= 0)
        {
            _tokens[slot] = token;
        }

        if (before == NoToken || token == NoToken)
        {
            return -1;
        }

        double bytes = DeltaModel.ExpectedBytes(Math.Max(writes, 1), _spec.BytesPerWrite);
        return before == token ? 0
            : bytes <= PageSender.MostEncoded ? Math.Max((int)Math.Round(bytes), 1)
            : -1;
    }

    /// <summary>Sends a page whose bytes are known; the slot has them afterwards, if there is room.</summary>
    internal int Visit(ulong page, ReadOnlySpan<byte> bytes, Span<byte> delta)
    {
        Debug.Assert(KeepsBytes, "bytes are kept on hosts of bytes");
        bool isHit = _slots.Visit(new GuestFrameNumber(page), out int slot);
        if (slot < 0)
        {
            return -1;
        }

        Span<byte> kept = KeptAt(slot);
        int length = !isHit ? -1
            : kept.SequenceEqual(bytes) ? 0
            : Xbzrle.TryEncode(kept, bytes, delta, out int written) ? written
            : -1;
        bytes.CopyTo(kept);
        return length;
    }

    /// <summary>Notes that the destination has zeros where it had a page: what is kept of it is old.</summary>
    internal void Clear(ulong page)
    {
        int slot = (int)(page & ((ulong)_slots.SlotCount - 1));
        if (_slots.Pages[slot] != page)
        {
            return;
        }

        if (KeepsBytes)
        {
            KeptAt(slot).Clear();
        }
        else
        {
            _tokens[slot] = PageToken.Zero.Value;
        }
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(_slots.SlotCount);
        writer.Write(_slots.Round);
        writer.WriteSparse(_slots.Pages);
        writer.WriteSparse(_slots.Ages);
        writer.WriteSparse<ulong>(_tokens);
        foreach (byte[]? chunk in _chunks)
        {
            writer.Write(chunk is not null);
            writer.WriteSparse<byte>(chunk);
        }
    }

    internal static DeltaCache Load(XbzrleSpec spec, ulong pageCount, bool keepsBytes, StateReader reader)
    {
        int slots = reader.ReadCount();
        StateReader.Require(
            slots == new XbzrleCache(SlotsFor(spec, pageCount)).SlotCount, "a cache of deltas has another size than was asked for");
        int round = reader.ReadInt32();
        ulong[] pages = new ulong[slots];
        int[] ages = new int[slots];
        reader.ReadSparse<ulong>(pages);
        reader.ReadSparse<int>(ages);
        DeltaCache cache = new(spec, new XbzrleCache(pages, ages, round), keepsBytes);
        reader.ReadSparse<ulong>(cache._tokens);
        for (int i = 0; i < cache._chunks.Length; i++)
        {
            bool isThere = reader.ReadBoolean();
            byte[] chunk = isThere ? new byte[ChunkBytes] : [];
            reader.ReadSparse<byte>(chunk);
            cache._chunks[i] = isThere ? chunk : null;
        }

        return cache;
    }

    /// <summary>More slots than pages are of no use.</summary>
    private static ulong SlotsFor(XbzrleSpec spec, ulong pageCount) =>
        Math.Min(Math.Min(spec.Cache.Pages, int.MaxValue), System.Numerics.BitOperations.RoundUpToPowerOf2(pageCount));

    private Span<byte> KeptAt(int slot) =>
        (_chunks[slot / PagesPerChunk] ??= new byte[ChunkBytes]).AsSpan((slot % PagesPerChunk) << Page.Shift, Page.Size);
}
