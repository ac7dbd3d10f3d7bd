using System.Globalization;
using System.Text;

namespace PageEngine.Linux;

/// <summary>A small file that says whose a guest is, for the case that a side of its transfer is killed.</summary>
/// <remarks>
/// <para>
/// A side writes before it acts: a source that the guest is given away before it says so, a receiver that the guest is
/// its own before it runs it. So after any crash the two records together tell the owner.
/// </para>
/// <para>
/// A change is on the disk when <see cref="Write"/> returns: a new file is written, synced and renamed over the old
/// one. While a process has the record open no other can open it, so whoever opens a record knows that its process is
/// dead. The last 64 attempts are kept. All members may be called on any thread.
/// </para>
/// </remarks>
public sealed class HandOverRecord : IDisposable
{
    private const string Title = "pageengine hand-over record 1";
    private const int MaxEntries = 64;
    private const int MaxBytes = 1 << 16;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly FileStream _lock;
    private readonly List<HandOverEntry> _entries = [];

    private HandOverRecord(string path, FileStream held)
    {
        _path = path;
        _lock = held;
        Witness = Guid.NewGuid();
    }

    /// <summary>Names this record: an answer out of it is as good as one of its first process.</summary>
    public Guid Witness { get; private set; }

    /// <summary>The attempt that was written to last; null if there is none.</summary>
    public HandOverEntry? Last
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count == 0 ? null : _entries[^1];
            }
        }
    }

    /// <summary>Opens a record, or begins one.</summary>
    /// <param name="path">The file; a file with <c>.lock</c> behind its name is held while the record is open.</param>
    /// <exception cref="IOException">
    /// It cannot be read, written or made, is no record, or is open elsewhere.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read or written.</exception>
    public static HandOverRecord Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream held;
        try
        {
            held = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new IOException($"{path}: another process has this hand-over record open", exception);
        }

        HandOverRecord record = new(path, held);
        try
        {
            if (File.Exists(path))
            {
                record.Read();
            }
            else
            {
                record.Store();
            }

            return record;
        }
        catch
        {
            record.Dispose();
            throw;
        }
    }

    /// <summary>What is known of an attempt; <see cref="HandOverState.Unknown"/> if it is not in the record.</summary>
    /// <param name="id">The attempt.</param>
    public HandOverState StateOf(Guid id)
    {
        lock (_gate)
        {
            int index = _entries.FindIndex(entry => entry.Id == id);
            return index < 0 ? HandOverState.Unknown : _entries[index].State;
        }
    }

    /// <summary>Writes down how far an attempt is.</summary>
    /// <param name="entry">The attempt; what was known of it is replaced.</param>
    /// <exception cref="IOException">It could not be written; then the old record stands.</exception>
    public void Write(HandOverEntry entry)
    {
        lock (_gate)
        {
            HandOverEntry[] before = [.. _entries];
            _entries.RemoveAll(other => other.Id == entry.Id);
            _entries.Add(entry);
            if (_entries.Count > MaxEntries)
            {
                _entries.RemoveAt(0);
            }

            try
            {
                Store();
            }
            catch
            {
                _entries.Clear();
                _entries.AddRange(before);
                throw;
            }
        }
    }

    /// <summary>Lets others open the record.</summary>
    public void Dispose() => _lock.Dispose();

    private void Store()
    {
        StringBuilder text = new();
        text.Append(Title).Append('\n').Append("witness ").Append(Witness).Append('\n');
        foreach (HandOverEntry entry in _entries)
        {
            text.Append(CultureInfo.InvariantCulture, $"{entry.Id} {entry.State} {entry.PageCount}\n");
        }

        try
        {
            string beside = _path + ".new";
            using (FileStream file = new(beside, FileMode.Create, FileAccess.Write))
            {
                file.Write(Encoding.ASCII.GetBytes(text.ToString()));
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, _path, overwrite: true);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"{_path}: {exception.Message}", exception);
        }
    }

    private void Read()
    {
        if (new FileInfo(_path).Length > MaxBytes)
        {
            throw NoRecord();
        }

        string[] lines = File.ReadAllLines(_path);
        if (lines.Length < 2 || lines[0] != Title || !lines[1].StartsWith("witness ", StringComparison.Ordinal)
            || !Guid.TryParse(lines[1].AsSpan("witness ".Length), out Guid witness))
        {
            throw NoRecord();
        }

        Witness = witness;
        foreach (string line in lines[2..])
        {
            string[] words = line.Split(' ');
            if (words.Length != 3 || !Guid.TryParse(words[0], out Guid id)
                || !Enum.TryParse(words[1], out HandOverState state) || !Enum.IsDefined(state)
                || !ulong.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong pages))
            {
                throw NoRecord();
            }

            _entries.Add(new HandOverEntry(id, state, pages));
        }
    }

    private IOException NoRecord() => new($"{_path}: this is no hand-over record");
}
