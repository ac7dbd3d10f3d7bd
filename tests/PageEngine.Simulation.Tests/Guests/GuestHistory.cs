namespace PageEngine.Simulation.Tests;

/// <summary>A random history of a guest beside a model that knows only what was written where.</summary>
internal sealed class GuestHistory
{
    private readonly GuestOsSpec _spec;
    private readonly BalloonSpec _balloon;
    private readonly uint _filePages;
    private readonly Dictionary<int, PageToken[]> _tasks = [];
    private readonly Dictionary<uint, PageToken> _files = [];
    private readonly ulong _seed;
    private RandomStream _random;
    private ulong _nextToken = 1;

    internal GuestHistory(ulong seed)
    {
        _seed = seed;
        _random = new RandomStream(seed, "guest", "history");
        uint pages = Pick(8, 40, 200, 700);
        uint swap = Pick(0, 3, 50, 400);
        _filePages = Pick(0, 5, 300, 1500);
        _spec = new GuestOsSpec
        {
            Image = "image",
            Kernel = ByteSize.FromPages(Below(pages / 4)),
            KernelBytesPerPage = 0,
            FreeReserve = Pick(0, 5, 20) / 100.0,
            Swap = ByteSize.FromPages(swap),
            ZeroMemoryAtBoot = OneIn(2),
        };
        _balloon = new BalloonSpec
        {
            Enabled = !OneIn(5),
            Behaviour = (BalloonBehaviour)Below(4),
            PagesPerSecond = 2000,
            DeflateOnOutOfMemory = !OneIn(3),
            FreePageReporting = OneIn(2),
        };
        Memory = new PlainGuestMemory(pages, swap);
        Guest = Make(Memory);
        Guest.AvoidDoublePaging = OneIn(2);
    }

    private GuestHistory(GuestHistory other)
    {
        _spec = other._spec;
        _balloon = other._balloon;
        _filePages = other._filePages;
        _seed = other._seed;
        _random = other._random;
        _nextToken = other._nextToken;
        _tasks = other._tasks.ToDictionary(task => task.Key, task => task.Value.ToArray());
        _files = new(other._files);
        Memory = other.Memory.Clone();
        Guest = Make(Memory);
        MemoryStream state = new(other.Saved());
        StateReader reader = new(state);
        Guest.Load(reader);
        reader.Complete();
    }

    internal PlainGuestMemory Memory { get; }

    internal GuestOs Guest { get; }

    /// <summary>The same history up to here, with a guest that was loaded from the state of this one.</summary>
    internal GuestHistory Reloaded() => new(this);

    internal byte[] Saved()
    {
        MemoryStream state = new();
        using StateWriter writer = new(state);
        Guest.Save(writer);
        writer.Complete();
        return state.ToArray();
    }

    /// <summary>Takes a step; what came of it.</summary>
    internal object Step()
    {
        AccessOutcome outcome = default;
        object result = Below(40) switch
        {
            0 => AddTask(),
            1 when OneIn(4) => EndTask(Below((uint)_tasks.Count + 1)),
            2 => Inflate(),
            3 or 4 => Guest.Balloon.Step(SimTime.FromMicroseconds(Below(50_000)), ref outcome),
            5 => Memory.Now += SimTime.FromMilliseconds(Below(40)),
            6 => Background(ref outcome),
            7 => HostSwaps(),
            8 when OneIn(3) => Memory.DiskFailureRate = Pick(0, 0, 0, 30, 100) / 100.0,
            9 when OneIn(3) => Memory.HostFailureRate = Pick(0, 0, 0, 30) / 100.0,
            10 => Boot(ref outcome),
            11 when OneIn(3) => Memory.HostReadFailureRate = Pick(0, 0, 0, 30, 100) / 100.0,
            _ => Touch(ref outcome),
        };
        AddsUp();
        return (result, outcome, Guest.Statistics, Guest.Counters, Guest.Balloon.Counters);
    }

    /// <summary>Reads everything, on devices that work, and holds it against the model.</summary>
    internal void ReadAll()
    {
        Memory.DiskFailureRate = 0;
        Memory.HostFailureRate = 0;
        Memory.HostReadFailureRate = 0;
        foreach ((int region, PageToken[] contents) in _tasks.ToArray())
        {
            for (uint page = 0; page < contents.Length && _tasks.ContainsKey(region); page++)
            {
                Touch(region, page, PageAccessKind.Read);
            }
        }

        Guest.CheckInvariants();
    }

    private GuestOs Make(PlainGuestMemory memory) =>
        new(_spec, _balloon, memory, new RandomStream(_seed, "guest", "content"), _filePages);

    private int AddTask()
    {
        if (_tasks.Count >= 6)
        {
            return -1;
        }

        uint pages = Pick(0, 1, 30, 500, 1100, 2100);
        int region = Guest.AddRegion(pages);
        _tasks.Add(region, new PageToken[pages]);
        return region;
    }

    private bool EndTask(uint number)
    {
        if (number >= _tasks.Count)
        {
            return false;
        }

        int region = _tasks.Keys.Order().ElementAt((int)number);
        Guest.FreeRegion(region);
        return _tasks.Remove(region);
    }

    private uint Inflate()
    {
        Guest.Balloon.SetTarget(Below((uint)Memory.PageCount));
        return Guest.Balloon.Target;
    }

    private bool Background(ref AccessOutcome outcome)
    {
        Guest.RunBackground(ref outcome);
        return true;
    }

    private uint HostSwaps()
    {
        uint count = Below(20);
        for (uint i = 0; i < count; i++)
        {
            Memory.SwapByHost(Below((uint)Memory.PageCount));
        }

        return count;
    }

    private bool Boot(ref AccessOutcome outcome) => Guest.BootStep(Below(20), ref outcome);

    private object Touch(ref AccessOutcome outcome)
    {
        if (_tasks.Count == 0 || (!Guest.IsBooted && !Guest.Boot(ref outcome)))
        {
            return "nothing";
        }

        int region = _tasks.Keys.Order().ElementAt((int)Below((uint)_tasks.Count));
        uint own = (uint)_tasks[region].Length;
        if (own + _filePages == 0)
        {
            return "nothing";
        }

        uint first = Below(own + _filePages);
        PageAccessKind kind = (PageAccessKind)Pick(0, 0, 0, 1, 1, 1, 2, 3);
        AccessOutcome last = default;
        uint end = Math.Min(first + 1 + Below(30), own + _filePages);
        for (uint page = first; page < end && _tasks.ContainsKey(region); page++)
        {
            last = Touch(region, page, kind);
        }

        return last;
    }

    private AccessOutcome Touch(int region, uint page, PageAccessKind kind)
    {
        PageToken[] own = _tasks[region];
        PageToken content = new(_nextToken++);
        AccessOutcome outcome = default;
        int reads = Memory.Reads;
        bool isDone = Guest.Access(region, page, kind, content, ref outcome);
        Assert.Equal(isDone, outcome.Succeeded);
        if (outcome.Failure == AccessFailure.GuestOutOfMemory)
        {
            KillLargest();
        }

        if (isDone)
        {
            Follow(own, page, kind, content, wasRead: Memory.Reads > reads, outcome.Faults);
        }

        return outcome;
    }

    private void Follow(
        PageToken[] own, uint page, PageAccessKind kind, PageToken content, bool wasRead, FaultKinds faults)
    {
        bool isFile = page >= own.Length;
        uint file = isFile ? page - (uint)own.Length : 0;
        switch (kind)
        {
            case PageAccessKind.Read when !isFile && !wasRead && !faults.HasFlag(FaultKinds.GuestSwapIn):
                Assert.True(own[page] == PageToken.Zero, $"seed {_seed}: page {page} was lost");
                break;
            case PageAccessKind.Read when !isFile:
                Assert.True(own[page] == Memory.LastRead, $"seed {_seed}: page {page} is another");
                break;
            case PageAccessKind.Read when wasRead && !faults.HasFlag(FaultKinds.GuestFile):
                _files.TryAdd(file, Memory.LastRead);
                Assert.True(_files[file] == Memory.LastRead, $"seed {_seed}: file page {file} is another");
                break;
            case PageAccessKind.Write or PageAccessKind.Zero:
                content = kind == PageAccessKind.Zero ? PageToken.Zero : content;
                if (isFile)
                {
                    _files[file] = content;
                }
                else
                {
                    own[page] = content;
                }

                break;
            case PageAccessKind.Free when !isFile:
                own[page] = PageToken.Zero;
                break;
            default:
                break;
        }
    }

    private void KillLargest()
    {
        int largest = _tasks.Keys.OrderByDescending(task => Guest.ResidentPages(task)).ThenBy(task => task).First();
        Guest.FreeRegion(largest);
        _tasks.Remove(largest);
    }

    private void AddsUp()
    {
        Guest.CheckTotals();
        GuestStatistics now = Guest.Statistics;
        ulong sum = now.Free + now.CleanCache + now.DirtyCache + now.Anonymous + now.Kernel + now.Ballooned;
        Assert.True(sum == Memory.PageCount, $"seed {_seed}: {now} are {sum} pages, not {Memory.PageCount}");
        int slots = Memory.SlotsInUse;
        Assert.True(now.Swapped == (ulong)slots, $"seed {_seed}: {slots} slots are in use, not {now.Swapped}");
    }

    private uint Below(uint limit) => limit == 0 ? 0 : (uint)_random.Below(limit);

    private bool OneIn(uint count) => Below(count) == 0;

    private uint Pick(params ReadOnlySpan<uint> items) => items[(int)Below((uint)items.Length)];
}
