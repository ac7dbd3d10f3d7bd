using System.Runtime.ExceptionServices;

namespace PageEngine;

/// <summary>Threads that run one piece of work together with the caller, over and over, without allocating.</summary>
/// <remarks>The threads wait between runs and end when the group is disposed. One caller at a time.</remarks>
internal sealed class WorkerGroup : IDisposable
{
    private readonly Barrier _barrier;
    private readonly Action<int> _work;
    private readonly Thread[] _threads;
    private volatile bool _ending;
    private ExceptionDispatchInfo? _failure;

    /// <param name="count">The workers, the caller among them as number 0.</param>
    /// <param name="work">What worker n does in a run.</param>
    internal WorkerGroup(int count, Action<int> work)
    {
        _work = work;
        _barrier = new Barrier(count);
        _threads = new Thread[count - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int number = i + 1;
            _threads[i] = new Thread(() => Serve(number)) { IsBackground = true, Name = $"PageEngine scan {number}" };
            _threads[i].Start();
        }
    }

    internal int Count => _threads.Length + 1;

    /// <summary>Runs the work on every worker and returns when all are done; the first failure is thrown here.</summary>
    internal void Run()
    {
        _failure = null;
        _barrier.SignalAndWait();
        Work(0);
        _barrier.SignalAndWait();
        _failure?.Throw();
    }

    public void Dispose()
    {
        _ending = true;
        _barrier.SignalAndWait();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _barrier.Dispose();
    }

    private void Serve(int number)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_ending)
            {
                return;
            }

            Work(number);
            _barrier.SignalAndWait();
        }
    }

    private void Work(int number)
    {
        try
        {
            _work(number);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }
}
