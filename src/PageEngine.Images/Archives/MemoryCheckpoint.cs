namespace PageEngine.Images;

/// <summary>The memory of one machine or process at one time, as an archive keeps it.</summary>
/// <remarks>Immutable; thread-safe.</remarks>
public sealed class MemoryCheckpoint
{
    private const long NanosecondsPerTick = 100;

    internal MemoryCheckpoint(CheckpointRecord record, string machine, string name, string source)
    {
        Record = record;
        Machine = machine;
        Name = name;
        Source = source;
    }

    /// <summary>The number of the checkpoint in its archive, from 1. It stays when others are removed.</summary>
    public uint Number => Record.Number;

    /// <summary>The checkpoint that this one was compared with, or 0.</summary>
    public uint Parent => Record.Parent;

    /// <summary>Whose memory it is; may be empty.</summary>
    public string Machine { get; }

    /// <summary>The name that it was given; may be empty.</summary>
    public string Name { get; }

    /// <summary>Where the memory came from: a path, a process; may be empty.</summary>
    public string Source { get; }

    /// <summary>When it was made, or null if the writer was not told.</summary>
    public DateTimeOffset? Created =>
        Record.Created == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(Record.Created / NanosecondsPerTick);

    /// <summary>Whether the owner of the memory went on writing, so that pages are of different moments.</summary>
    public bool IsOfRunning => Record.IsOfRunning;

    /// <summary>The pages.</summary>
    public ulong PageCount => Record.PageCount;

    /// <summary>The pages of zeros.</summary>
    public ulong ZeroPages => Record.ZeroPages;

    /// <summary>The pages without bytes, because they could not be read.</summary>
    public ulong MissingPages => Record.MissingPages;

    /// <summary>The zero bytes behind the end of a raw dump that was no whole number of pages.</summary>
    public ulong PaddedBytes => Record.PaddedBytes;

    /// <summary>The contents that no checkpoint before it had.</summary>
    public ulong NewContents => Record.ContentCount;

    /// <summary>The bytes that those contents take in the archive.</summary>
    public ulong ContentBytes => (ulong)Record.DataLength;

    /// <summary>All bytes that the checkpoint added to the archive.</summary>
    public ulong ArchiveBytes => (ulong)(Record.End - Record.Start);

    internal CheckpointRecord Record { get; }

    /// <summary>The number and what is known of the names, for people.</summary>
    public override string ToString() => $"{Number} {Machine} {Name}".TrimEnd();

    internal static long ToNanoseconds(DateTimeOffset? created) =>
        created is { } time ? checked((time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick) : 0;
}
