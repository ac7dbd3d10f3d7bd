using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PageEngine.Linux;

// Comparing and mapping; nobody writes meanwhile.
public sealed partial class MappedPageSharer
{
    // A run in the middle of a mapping makes two more of it.
    private const int MappingsPerRun = 2;

    /// <summary>Compares the pages that the last scan found and lets equal ones share a frame.</summary>
    /// <remarks>
    /// Nobody may write to the memories from before the call until it returns; reading is fine. Longer runs come
    /// first where mappings are short. Merged pages are not dirty for it.
    /// </remarks>
    /// <param name="pageBudget">The most pages to look at; the rest is for the next call, before the next scan.</param>
    /// <returns>The pages of memory that were freed.</returns>
    /// <exception cref="IOException">The kernel refuses a call; what was done stands.</exception>
    /// <exception cref="ObjectDisposedException">The sharer or a memory is disposed.</exception>
    public ulong Merge(ulong pageBudget = ulong.MaxValue)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfZero(pageBudget);

        // Replacing a mapping forgets whether its page was written, so that goes into the logs first. Pages that were
        // given back since the scan map their frames no more; a page that is mapped below must not be taken for one.
        foreach (SharingMemory memory in _memories)
        {
            memory.ForgetDiscarded(_frames);
            memory.Memory.Collect(writersPaused: true);
        }

        ulong framesBefore = _frames.Count;
        int zeroCount = (int)Math.Min((ulong)_zeros.Count, pageBudget);
        List<FrameRun> zeroRuns = TakeZeros(zeroCount);
        int pairCount = (int)Math.Min((ulong)_equal.Count, pageBudget - (ulong)zeroCount);
        List<FrameRun> runs = TakeEqual(pairCount, out List<uint> fresh);
        _budget.Refresh();
        try
        {
            ulong mapped = MapAll(zeroRuns, []);
            return mapped + MapWithinBudget(runs) - FreeUnused(fresh, framesBefore);
        }
        catch
        {
            FreeUnused(fresh, framesBefore);
            throw;
        }
    }

    /// <summary>Frees frames that no page came to map, and says how many more frames there are than before.</summary>
    private ulong FreeUnused(List<uint> fresh, ulong framesBefore)
    {
        foreach (uint frame in fresh)
        {
            if (_frames.ReferencesOf(frame) == 0)
            {
                _frames.Free(frame);
            }
        }

        fresh.Clear();
        return _frames.Count - framesBefore;
    }

    /// <summary>Maps the longest runs first, as many as there are mappings for.</summary>
    private ulong MapWithinBudget(List<FrameRun> runs)
    {
        int tooShort = runs.RemoveAll(run => run.Length < _options.MinRunLength && AddLeft(run));
        Debug.Assert(tooShort == 0 || _left > 0, "what is left out is counted");
        runs.Sort(static (left, right) =>
            left.Length != right.Length ? right.Length.CompareTo(left.Length) : left.Id.CompareTo(right.Id));
        ulong mapped = 0;
        while (runs.Count > 0 && _stopped.Length == 0)
        {
            // A run may have cost less than was reckoned with, so what is there is counted again at the end.
            int count = 0;
            while (count < runs.Count && _budget.TryTake(MappingsPerRun))
            {
                count++;
            }

            if (count == 0)
            {
                _stopped = $"the process may have {_budget.Usable} mappings here (vm.max_map_count less a reserve)";
                break;
            }

            mapped += MapAll([], runs.GetRange(0, count));
            runs.RemoveRange(0, count);
            _budget.Refresh();
        }

        runs.ForEach(run => AddLeft(run));
        return mapped;
    }

    private bool AddLeft(FrameRun run)
    {
        _left += (ulong)run.Length;
        return true;
    }

    private ulong MapAll(List<FrameRun> zeroRuns, List<FrameRun> runs)
    {
        ulong mapped = 0;
        foreach (SharingMemory memory in _memories)
        {
            mapped += Map(memory, zeroRuns, runs);
        }

        return mapped;
    }

    private List<FrameRun> TakeZeros(int count)
    {
        List<(uint Id, uint Frame)> zeros = [];
        foreach (uint id in CollectionsMarshal.AsSpan(_zeros)[^count..])
        {
            SharingMemory memory = OwnerOf(id);
            if (!memory.Read(id - memory.FirstId).ContainsAnyExcept((byte)0))
            {
                // Runs must not go from anonymous mappings into others; "frames" two apart keep the two kinds apart.
                zeros.Add((id, memory.Memory.IsOfFile(id - memory.FirstId) ? id + 2 : id));
            }
            else
            {
                _mismatches++;
            }
        }

        _zeros.RemoveRange(_zeros.Count - count, count);
        return FrameRun.Of(zeros);
    }

    private List<FrameRun> TakeEqual(int count, out List<uint> fresh)
    {
        List<(uint Leader, uint Id)> equal = [];
        foreach ((uint leader, uint id) in CollectionsMarshal.AsSpan(_equal)[^count..])
        {
            if (ContentOf(leader).SequenceEqual(ContentOf(id)))
            {
                equal.Add((leader, id));
            }
            else
            {
                _mismatches++;
            }
        }

        _equal.RemoveRange(_equal.Count - count, count);
        Dictionary<uint, uint> frameOf = FillFrames(equal, out fresh);
        List<(uint Id, uint Frame)> targets = [];
        foreach ((uint leader, uint frame) in frameOf)
        {
            targets.Add((leader, frame));
        }

        foreach ((uint leader, uint id) in equal)
        {
            SharingMemory memory = OwnerOf(leader);
            targets.Add((id, memory.TryGetFrame(leader - memory.FirstId, out uint frame) ? frame : frameOf[leader]));
        }

        return FrameRun.Of(targets);
    }

    private ReadOnlySpan<byte> ContentOf(uint id)
    {
        SharingMemory memory = OwnerOf(id);
        return memory.TryGetFrame(id - memory.FirstId, out uint frame)
            ? _frames.Read(frame)
            : memory.Read(id - memory.FirstId);
    }

    /// <summary>Gives leaders without a frame one, in the order of their pages, so that runs become long.</summary>
    private Dictionary<uint, uint> FillFrames(List<(uint Leader, uint Id)> equal, out List<uint> fresh)
    {
        List<uint> leaders = [];
        foreach ((uint leader, _) in equal)
        {
            SharingMemory memory = OwnerOf(leader);
            if (!memory.TryGetFrame(leader - memory.FirstId, out _))
            {
                leaders.Add(leader);
            }
        }

        leaders.Sort();
        fresh = [];
        var frameOf = new Dictionary<uint, uint>(leaders.Count);
        List<(uint Id, uint Frame)> copies = [];
        foreach (uint leader in leaders)
        {
            if (!frameOf.ContainsKey(leader))
            {
                uint frame = _frames.Allocate();
                fresh.Add(frame);
                frameOf.Add(leader, frame);
                copies.Add((leader, frame));
            }
        }

        foreach (FrameRun run in FrameRun.Of(copies))
        {
            SharingMemory memory = OwnerOf(run.Id);
            _frames.Write(run.Frame, memory.Read(run.Id - memory.FirstId, run.Length));
        }

        return frameOf;
    }

    private ulong Map(SharingMemory memory, List<FrameRun> zeroRuns, List<FrameRun> runs)
    {
        ulong mapped = 0;
        var changed = new List<PageRange>();
        lock (memory.Memory.Gate)
        {
            try
            {
                foreach (FrameRun run in zeroRuns)
                {
                    mapped += IsOf(memory, run) ? Drop(memory, run, changed) : 0;
                }

                foreach (FrameRun run in runs)
                {
                    mapped += IsOf(memory, run) ? Map(memory, run, changed) : 0;
                }
            }
            finally
            {
                memory.Memory.TrackAgain(changed);
            }
        }

        return mapped;
    }

    private static bool IsOf(SharingMemory memory, FrameRun run) => run.Id >= memory.FirstId && run.Id < memory.EndId;

    private ulong Map(SharingMemory memory, FrameRun run, List<PageRange> changed)
    {
        var range = new PageRange(new GuestFrameNumber(run.Id - memory.FirstId), (ulong)run.Length);
        int error = memory.Memory.MapFrames(range, _frames.File, run.Frame);
        if (error != 0)
        {
            _left += range.Count;
            _stopped = _stopped.Length == 0 ? $"the kernel maps no more: {Errno.Describe(error)}" : _stopped;
            return 0;
        }

        memory.SetFrames((uint)range.Start.Value, run.Frame, run.Length, _frames);
        changed.Add(range);
        _runsMapped++;
        return range.Count;
    }

    private ulong Drop(SharingMemory memory, FrameRun run, List<PageRange> changed)
    {
        var range = new PageRange(new GuestFrameNumber(run.Id - memory.FirstId), (ulong)run.Length);
        if (memory.Memory.IsOfFile((uint)range.Start.Value) && !_budget.TryTake(MappingsPerRun))
        {
            return 0;
        }

        memory.Memory.DropPages(range);
        memory.SetDropped((uint)range.Start.Value, run.Length);
        changed.Add(range);
        _zerosDropped += range.Count;
        return range.Count;
    }
}
