using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>All flows between hosts, as fluids that share their paths fairly (max-min).</summary>
/// <remarks>
/// <para>A path is the sender's network card, the link if there is one, and the receiver's card. Rates change only when a
/// flow is opened or closed, or a link changes; between these moments the end of each send is known and is an event of
/// its owner. This is the fluid model of SimGrid (Velho and Legrand, "Accuracy study and improvement of network
/// simulation in the SimGrid framework", SIMUTools 2009).</para>
/// <para>One thread at a time.</para>
/// </remarks>
internal sealed class Network(Simulation simulation)
{
    private const double SegmentBytes = 1460;
    private const int MostFlows = 1 << 20;

    private readonly List<NetworkFlow> _flows = [];
    private readonly FairShares _shares = new();
    private int _nextNumber = 1;

    /// <summary>The bytes of sends that have ended.</summary>
    internal ulong BytesCarried { get; private set; }

    /// <summary>Opens a flow; its rate is known at once.</summary>
    /// <param name="owner">Who is told when a send ends.</param>
    /// <param name="from">The sender.</param>
    /// <param name="to">The receiver.</param>
    /// <param name="streams">The connections that it is spread over.</param>
    /// <param name="cap">Bytes a second that it is held to; infinite for nothing.</param>
    internal NetworkFlow Open(EntityId owner, SimulatedHost from, SimulatedHost to, int streams, double cap)
    {
        NetworkFlow flow = new(_nextNumber++, owner, from, to, streams, cap) { UpdatedAt = simulation.Now };
        _flows.Add(flow);
        ShareAnew();
        return flow;
    }

    /// <summary>
    /// Sends bytes over a flow that is not sending; <see cref="EventKind.TransferDone"/> tells the owner of the end.
    /// </summary>
    internal void Send(NetworkFlow flow, ulong bytes)
    {
        Debug.Assert(!flow.IsSending, "one send after the other");
        flow.IsSending = true;
        flow.SendBytes = bytes;
        flow.Remaining = bytes;
        flow.UpdatedAt = simulation.Now;
        ScheduleEnd(flow);
    }

    /// <summary>The flow with a number; null when it is closed.</summary>
    internal NetworkFlow? Find(int number) => _flows.Find(flow => flow.Number == number);

    /// <summary>Says that the event of the end of a send has come.</summary>
    internal void EndSend(NetworkFlow flow)
    {
        flow.IsSending = false;
        flow.Remaining = 0;
        flow.UpdatedAt = simulation.Now;
        BytesCarried += flow.SendBytes;
    }

    /// <summary>Counts bytes that crossed beside the flows.</summary>
    internal void CountFetched(ulong bytes) => BytesCarried += bytes;

    /// <summary>Closes a flow; a send that has not ended is lost.</summary>
    internal void Close(NetworkFlow flow)
    {
        simulation.Cancel(flow.Done);
        if (_flows.Remove(flow))
        {
            ShareAnew();
        }
    }

    /// <summary>Takes note of a link or host that went down or came up.</summary>
    internal void PathsChanged()
    {
        ShareAnew();
        simulation.TellNetworkUsers();
    }

    internal bool IsPathUp(SimulatedHost from, SimulatedHost to) =>
        !from.HasFailed && !to.HasFailed && simulation.LinkBetween(from, to) is not { IsUp: false };

    /// <summary>The time there and back between two hosts.</summary>
    internal SimTime RoundTrip(SimulatedHost from, SimulatedHost to) =>
        simulation.LinkBetween(from, to)?.Spec.RoundTrip ?? SimTime.Zero;

    /// <summary>Bytes a second of a path that nobody else uses.</summary>
    internal double PathBytesPerSecond(SimulatedHost from, SimulatedHost to, int streams)
    {
        NetworkLink? link = simulation.LinkBetween(from, to);
        double cards = Math.Min(CardBytesPerSecond(from), CardBytesPerSecond(to));
        return Math.Min(Math.Min(cards, link?.BytesPerSecond ?? cards), StreamLimit(link?.Spec, streams));
    }

    internal void Clear()
    {
        _flows.Clear();
        (_nextNumber, BytesCarried) = (1, 0);
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(_nextNumber);
        writer.Write(BytesCarried);
        writer.Write(_flows.Count);
        foreach (NetworkFlow flow in _flows)
        {
            writer.Write(flow.Number);
            writer.Write(flow.Owner);
            writer.Write(flow.From.Id);
            writer.Write(flow.To.Id);
            writer.Write(flow.Streams);
            writer.Write(flow.Cap);
            writer.Write(flow.Rate);
            writer.Write(flow.SendBytes);
            writer.Write(flow.Remaining);
            writer.Write(flow.UpdatedAt);
            writer.Write(flow.IsSending);
            writer.Write(flow.Done);
        }
    }

    internal void Load(StateReader reader)
    {
        _flows.Clear();
        _nextNumber = reader.ReadInt32();
        BytesCarried = reader.ReadUInt64();
        int count = reader.ReadCount(MostFlows);
        for (int i = 0; i < count; i++)
        {
            int number = reader.ReadInt32();
            EntityId owner = reader.ReadEntityId();
            SimulatedHost from = simulation.HostOf(reader.ReadEntityId());
            SimulatedHost to = simulation.HostOf(reader.ReadEntityId());
            _flows.Add(new NetworkFlow(number, owner, from, to, reader.ReadCount(), reader.ReadDouble())
            {
                Rate = reader.ReadDouble(),
                SendBytes = reader.ReadUInt64(),
                Remaining = reader.ReadDouble(),
                UpdatedAt = reader.ReadTime(),
                IsSending = reader.ReadBoolean(),
                Done = reader.ReadEventHandle(),
            });
        }
    }

    private static double CardBytesPerSecond(SimulatedHost host) => host.Spec.Nic.BitsPerSecond / 8.0;

    /// <summary>Bytes a second of payload that a direction of a link carries.</summary>
    internal static double BytesPerSecondOf(LinkSpec link) => link.BitsPerSecond / 8.0 * (1 - link.Loss);

    /// <summary>What window and loss leave to so many streams: streams · window / RTT (RFC 9293, 3.8.6).</summary>
    internal static double StreamLimit(LinkSpec? link, int streams)
    {
        double limit = double.PositiveInfinity;
        if (link is null || link.RoundTrip == SimTime.Zero)
        {
            return limit;
        }

        double seconds = link.RoundTrip.TotalSeconds;
        if (link.Window is { } window)
        {
            limit = streams * (window.Bytes / seconds);
        }

        return link.Loss > 0
            ? Math.Min(limit, streams * SegmentBytes * Math.Sqrt(1.5 / link.Loss) / seconds)
            : limit;
    }

    private void ShareAnew()
    {
        _shares.Clear();
        foreach (NetworkFlow flow in _flows)
        {
            flow.MoveTo(simulation.Now);
            NetworkLink? link = simulation.LinkBetween(flow.From, flow.To);
            double cap = IsPathUp(flow.From, flow.To) ? Math.Min(flow.Cap, StreamLimit(link?.Spec, flow.Streams)) : 0;
            _shares.AddFlow(cap);
            _shares.Use((flow.From, true), CardBytesPerSecond(flow.From));
            _shares.Use((flow.To, false), CardBytesPerSecond(flow.To));
            if (link is not null)
            {
                _shares.Use((link, link.First == flow.From), link.BytesPerSecond);
            }
        }

        ReadOnlySpan<double> rates = _shares.Divide();
        for (int i = 0; i < rates.Length; i++)
        {
            NetworkFlow flow = _flows[i];
            bool hasChanged = flow.Rate != rates[i];
            flow.Rate = rates[i];
            if (hasChanged && flow.IsSending)
            {
                simulation.Cancel(flow.Done);
                ScheduleEnd(flow);
            }
        }
    }

    private void ScheduleEnd(NetworkFlow flow)
    {
        SimTime end = flow.ExpectedEnd;
        if (end != SimTime.Never)
        {
            flow.Done = simulation.Schedule(end, 0, EventKind.TransferDone, flow.Owner, flow.Number, (long)flow.SendBytes);
        }
    }
}
