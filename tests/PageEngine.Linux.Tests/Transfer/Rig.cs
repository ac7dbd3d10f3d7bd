using System.Collections.Concurrent;

namespace PageEngine.Linux.Tests;

/// <summary>A receiver on a thread of its own, connected with a source in memory.</summary>
internal sealed class Rig : IDisposable
{
    private readonly BlockingCollection<TransferConnection> _incoming = [];
    private readonly ReceiverOptions? _options;
    private readonly Thread _thread;
    private readonly List<string> _problems = [];
    private TransferReceiver _receiver;
    private HandOverRecord? _record;
    private readonly string? _recordPath;
    private Exception? _crash;

    internal Rig(TestDestination destination, ReceiverOptions? options = null, string? recordPath = null)
    {
        _options = options;
        _recordPath = recordPath;
        _record = recordPath is null ? null : HandOverRecord.Open(recordPath);
        Destination = destination;
        _receiver = new TransferReceiver(destination, destination, options, _record);
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    internal TestDestination Destination { get; private set; }

    internal TransferReceiver Receiver => _receiver;

    internal IReadOnlyList<string> Problems => _problems;

    /// <summary>Where connections are cut, one after the other; those behind are not.</summary>
    internal Queue<(long Up, long Down)> Cuts { get; } = new();

    /// <summary>How many connections there are to be had.</summary>
    internal int Connections { get; set; } = int.MaxValue;

    /// <summary>Whether the receiver's process dies with each connection that is cut.</summary>
    internal bool KillsReceiver { get; set; }

    internal TransferKey? Key { get; set; }

    internal List<Pipe> Pipes { get; } = [];

    /// <summary>Whether any process of the receiver has run the guest.</summary>
    internal int Activations { get; private set; }

    internal TransferConnection? Connect()
    {
        if (Connections-- <= 0)
        {
            return null;
        }

        (long up, long down) = Cuts.TryDequeue(out (long, long) cut) ? cut : (long.MaxValue, long.MaxValue);
        Pipe pipe = new(up, down);
        Pipes.Add(pipe);
        _incoming.Add(new TransferConnection(pipe.Second, "source", isPrivate: true, isLocal: true));
        return new TransferConnection(pipe.First, "receiver", isPrivate: true, isLocal: true);
    }

    /// <summary>Lets the receiver end what it is at.</summary>
    internal void Finish()
    {
        _incoming.CompleteAdding();
        _thread.Join();
        Assert.Null(_crash);
        Activations += Destination.Activations;
        _record?.Dispose();
    }

    public void Dispose()
    {
        Destination.Kill();
        _receiver.Dispose();
        _incoming.Dispose();
        _record?.Dispose();
    }

    private void Serve()
    {
        try
        {
            foreach (TransferConnection connection in _incoming.GetConsumingEnumerable())
            {
                ServeResult result = _receiver.Serve(connection);
                if (result.Problem.Length > 0)
                {
                    _problems.Add(result.Problem);
                    if (KillsReceiver)
                    {
                        StartAnew();
                    }
                }
            }
        }
        catch (Exception exception)
        {
            _crash = exception;
        }
    }

    private void StartAnew()
    {
        Destination.Kill();
        Activations += Destination.Activations;
        Destination = new TestDestination();
        _receiver.Dispose();
        _record?.Dispose();
        _record = _recordPath is null ? null : HandOverRecord.Open(_recordPath);
        _receiver = new TransferReceiver(Destination, Destination, _options, _record);
    }
}
