using System.Diagnostics;
using PageEngine.Linux;
using PageEngine.Migration;

namespace PageEngine.Cli.Transferring;

/// <summary>The demo's owner: a thread that writes to the memory as <see cref="DemoPlan"/> says, at its rate.</summary>
internal sealed class DemoOwner : ITransferOwner, IDisposable
{
    /// <summary>More are not carried out: the proof lists them all.</summary>
    internal const ulong MaxWrites = 1 << 28;

    private const int MillisecondsPerTick = 1;

    private readonly MappedGuestMemory _memory;
    private readonly DemoPlan _plan;
    private readonly Action<PageRange>? _require;
    private readonly ManualResetEventSlim _stop = new();
    private Thread? _thread;
    private ulong _writes;
    private int _throttle;

    /// <param name="memory">The memory.</param>
    /// <param name="plan">What to write.</param>
    /// <param name="writes">The writes that were carried out already.</param>
    /// <param name="require">Waits for pages that may be missing; null if none is.</param>
    internal DemoOwner(MappedGuestMemory memory, DemoPlan plan, ulong writes = 0, Action<PageRange>? require = null)
    {
        _memory = memory;
        _plan = plan;
        _writes = writes;
        _require = require;
    }

    /// <summary>The writes that were carried out.</summary>
    internal ulong Writes => Volatile.Read(ref _writes);

    /// <summary>Writes the first content.</summary>
    internal void FillMemory()
    {
        for (ulong page = 0; page < _plan.PageCount; page++)
        {
            _plan.Fill(page, _memory.GetSpan(new GuestFrameNumber(page), 1));
        }
    }

    internal void Start()
    {
        _stop.Reset();
        _thread = new Thread(Run) { IsBackground = true, Name = "demo owner" };
        _thread.Start();
    }

    public void Pause()
    {
        _stop.Set();
        _thread?.Join();
        _thread = null;
    }

    public void Unpause() => Start();

    public void Throttle(int percent) => Volatile.Write(ref _throttle, percent);

    public IReadOnlyList<GuestState> SaveStates() =>
        [new(StateKind.Management, DemoPlan.StateName, DemoPlan.StateVersion, _plan.Save(_writes))];

    /// <summary>Compares every byte of the memory with what it must be after all writes. The owner is paused.</summary>
    /// <returns>The pages that are wrong.</returns>
    internal ulong CountWrongPages()
    {
        Debug.Assert(_thread is null, "nobody writes while it is looked at");
        int count = checked((int)_writes);
        ulong[] pages = new ulong[count];
        ulong[] writes = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            writes[i] = (ulong)i;
            pages[i] = _plan.PageOf((ulong)i);
        }

        // By page, and within a page in the order of the writes.
        Array.Sort(pages, writes);
        byte[] expected = new byte[Page.Size];
        ulong wrong = 0;
        int next = 0;
        for (ulong page = 0; page < _plan.PageCount; page++)
        {
            _plan.Fill(page, expected);
            int start = next;
            while (next < count && pages[next] == page)
            {
                next++;
            }

            Array.Sort(writes, start, next - start);
            for (int i = start; i < next; i++)
            {
                _plan.Write(writes[i], expected);
            }

            wrong += _memory.GetSpan(new GuestFrameNumber(page), 1).SequenceEqual(expected) ? 0UL : 1;
        }

        return wrong;
    }

    public void Dispose()
    {
        Pause();
        _stop.Dispose();
    }

    private void Run()
    {
        long begin = Stopwatch.GetTimestamp();
        double due = 0;
        double last = 0;
        while (!_stop.Wait(MillisecondsPerTick))
        {
            double now = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            due += (now - last) * _plan.WritesPerSecond * (100 - Volatile.Read(ref _throttle)) / 100;
            last = now;
            for (; due >= 1 && _writes < MaxWrites && !_stop.IsSet; due--)
            {
                GuestFrameNumber page = new(_plan.PageOf(_writes));
                _require?.Invoke(new PageRange(page, 1));
                _plan.Write(_writes, _memory.GetSpan(page, 1));
                Volatile.Write(ref _writes, _writes + 1);
            }
        }
    }
}
