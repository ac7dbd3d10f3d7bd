using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>A pre-copy controller together with all that it was told, so that it can be saved and made anew.</summary>
/// <remarks>
/// Policies may remember what they like, and the controller keeps its figures to itself. Both are deterministic: told the
/// same again, they are in the same state. The journal grows by some entries a slice.
/// </remarks>
internal sealed class ControllerJournal(PreCopy method, ulong memoryPages)
{
    private const byte Asked = 0;
    private const byte Sent = 1;
    private const byte Synced = 2;

    private readonly PreCopyController _controller = new(method.CreatePolicy(ByteSize.FromPages(memoryPages)), memoryPages, method.CreateOptions());
    private readonly List<Entry> _entries = [];

    internal MigrationRound LastRound => _controller.LastRound;

    internal PreCopyAction Next(long now)
    {
        _entries.Add(new Entry(Asked, 0, 0, now));
        return _controller.Next(now);
    }

    internal void RecordSent(ulong pages, ulong bytes, long now)
    {
        _entries.Add(new Entry(Sent, pages, bytes, now));
        _controller.RecordSent(pages, bytes, now);
    }

    internal void RecordSync(ulong remaining, long now)
    {
        _entries.Add(new Entry(Synced, remaining, 0, now));
        _controller.RecordSync(remaining, now);
    }

    internal void Save(StateWriter writer)
    {
        if (method.CustomPolicy is not null)
        {
            throw new InvalidOperationException("a move with a policy of one's own is under way and cannot be saved");
        }

        writer.Write(memoryPages);
        writer.Write(_entries.Count);
        foreach (Entry entry in _entries)
        {
            writer.Write(entry.Kind);
            writer.Write(entry.First);
            writer.Write(entry.Second);
            writer.Write(entry.Time);
        }
    }

    internal static ControllerJournal Load(PreCopy method, StateReader reader)
    {
        ulong pages = reader.ReadUInt64();
        StateReader.Require(pages > 0, "a machine without memory is moved");
        ControllerJournal journal = new(method, pages);
        for (int count = reader.ReadCount(); count > 0; count--)
        {
            byte kind = reader.ReadByte();
            ulong first = reader.ReadUInt64();
            ulong second = reader.ReadUInt64();
            long time = reader.ReadInt64();
            switch (kind)
            {
                case Asked:
                    journal.Next(time);
                    break;
                case Sent:
                    journal.RecordSent(first, second, time);
                    break;
                default:
                    journal.RecordSync(first, time);
                    break;
            }
        }

        return journal;
    }

    private readonly record struct Entry(byte Kind, ulong First, ulong Second, long Time);
}
