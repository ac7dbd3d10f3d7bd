namespace PageEngine;

/// <content>Saving and restoring: the hints from the oldest on, by the number of their guest.</content>
public sealed partial class HintQueue
{
    internal void Save(StateWriter writer)
    {
        writer.WriteNumber(Dropped);
        writer.WriteNumber((ulong)Count);
        for (int i = 0; i < Count; i++)
        {
            (GuestMemory? guest, PageRange range) = _ring[(_first + i) % _ring.Length];
            writer.WriteNumber(guest is null ? 0UL : (ulong)_host.IndexOf(guest) + 1);
            writer.WriteNumber(range.Start.Value);
            writer.WriteNumber(range.Count);
        }
    }

    internal void Load(StateReader reader)
    {
        Dropped = reader.ReadNumber();
        for (ulong left = reader.ReadNumber((ulong)_capacity, "the number of hints"); left != 0; left--)
        {
            int number = (int)reader.ReadNumber((ulong)_host.Guests.Count, "the guest of a hint");
            GuestMemory? guest = number == 0 ? null : _host.Guests[number - 1];
            ulong pages = guest?.PageCount ?? DirtyBitmap.MaxPageCount;
            ulong start = reader.ReadNumber(pages, "the start of a hint");
            ulong length = reader.ReadNumber(pages - start, "the length of a hint");
            Append(guest, new PageRange(new GuestFrameNumber(start), length));
        }
    }

    /// <summary>Takes over the hints of a queue of another host, whose guests stand at the same places.</summary>
    internal void CopyFrom(HintQueue other)
    {
        Dropped = other.Dropped;
        for (int i = 0; i < other.Count; i++)
        {
            (GuestMemory? guest, PageRange range) = other._ring[(other._first + i) % other._ring.Length];
            Append(guest is null ? null : _host.Guests[other._host.IndexOf(guest)], range);
        }
    }
}
