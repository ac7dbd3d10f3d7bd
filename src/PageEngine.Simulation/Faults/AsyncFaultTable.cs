namespace PageEngine.Simulation;

/// <summary>The asynchronous page faults of a machine that are outstanding: who waits for which page.</summary>
/// <remarks>
/// "Not present" puts an entry here and the task to sleep; "ready" takes the entry out and wakes the task. Tokens are never
/// used twice. After a machine was stored and brought back nobody remembers which answers are still to come, so every task
/// is woken and touches its page again (as KVM does for a token of all ones: Documentation/virt/kvm/x86/msr.rst,
/// MSR_KVM_ASYNC_PF_EN).
/// </remarks>
internal sealed class AsyncFaultTable
{
    private readonly Dictionary<long, Entry> _entries = [];
    private long _nextToken = 1;

    internal int Count => _entries.Count;

    internal long Add(int task, int vcpu, ulong page)
    {
        long token = _nextToken++;
        _entries.Add(token, new Entry(task, vcpu, page, default));
        return token;
    }

    internal void SetEvent(long token, EventHandle ready) => _entries[token] = _entries[token] with { Ready = ready };

    /// <summary>The faults of a processor.</summary>
    internal int CountOf(int vcpu)
    {
        int count = 0;
        foreach (Entry entry in _entries.Values)
        {
            count += entry.Vcpu == vcpu ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether all faults are of tasks with numbers below a limit.</summary>
    internal bool IsOf(int tasks)
    {
        foreach (Entry entry in _entries.Values)
        {
            if (entry.Task < 0 || entry.Task >= tasks)
            {
                return false;
            }
        }

        return true;
    }

    internal bool TryTake(long token, out Entry entry) => _entries.Remove(token, out entry);

    /// <summary>Takes all entries, oldest first.</summary>
    internal IReadOnlyList<Entry> TakeAll()
    {
        Entry[] all = [.. _entries.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
        _entries.Clear();
        return all;
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(_nextToken);
        writer.Write(_entries.Count);
        foreach ((long token, Entry entry) in _entries.OrderBy(pair => pair.Key))
        {
            writer.Write(token);
            writer.Write(entry.Task);
            writer.Write(entry.Vcpu);
            writer.Write(entry.Page);
            writer.Write(entry.Ready);
        }
    }

    internal void Load(StateReader reader)
    {
        _entries.Clear();
        _nextToken = reader.ReadInt64();
        int count = reader.ReadCount();
        for (int i = 0; i < count; i++)
        {
            long token = reader.ReadInt64();
            Entry entry = new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadUInt64(), reader.ReadEventHandle());
            StateReader.Require(token < _nextToken && _entries.TryAdd(token, entry), "a fault is outstanding twice");
        }
    }

    internal readonly record struct Entry(int Task, int Vcpu, ulong Page, EventHandle Ready);
}
