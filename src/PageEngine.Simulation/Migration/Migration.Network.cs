namespace PageEngine.Simulation;

/// <content>What the network notices of the switch.</content>
public sealed partial class Migration
{
    private SimTime _longestSilence;
    private SimTime _silentSince;

    private bool StaysInLan => Source.Spec.Lan == Destination.Spec.Lan;

    private bool IsTunnelled => !StaysInLan && Method.Handover == NetworkHandover.Tunnel;

    /// <summary>The machine runs on the destination: says how the connections came over.</summary>
    private void HandOverNetwork()
    {
        // In one network the announcement is there at once; across networks whoever sends, or the old host, is told first.
        SimTime told = StaysInLan ? SimTime.Zero
            : Method.Handover == NetworkHandover.Redirect ? RoundTrip
            : new SimTime(RoundTrip.Nanoseconds / 2);
        SimTime outage = Simulation.Now - _stopped + told;
        _longestSilence = outage;
        ulong packets = 0;
        foreach (ConnectionSpec connection in Machine.Spec.Connections)
        {
            packets += PacketsUntil(connection, _stopped + outage) - PacketsUntil(connection, _stopped);
        }

        bool isKept = StaysInLan || Method.Handover != NetworkHandover.Break;
        ulong buffered = isKept ? Math.Min(packets, (ulong)Method.PacketBuffer) : 0;
        Report.Network = new SwitchoverNetwork(
            outage, buffered, packets - buffered, 0, 0, IsTunnelled ? RoundTrip : SimTime.Zero);
        CountConnections();
    }

    /// <summary>The machine stands still again, because pages that it needs cannot be had.</summary>
    private void BeginSilence() => _silentSince = Simulation.Now;

    private void EndSilence()
    {
        _longestSilence = SimTime.Max(_longestSilence, Simulation.Now - _silentSince);
        CountConnections();
    }

    /// <summary>What the old host forwarded ends with it.</summary>
    private void BreakTunnel()
    {
        if (IsTunnelled && Stage == MigrationStage.Completed && Machine.Host == Destination)
        {
            Report.Network = Report.Network with
            {
                ConnectionsKept = 0,
                ConnectionsBroken = Machine.Spec.Connections.Count,
            };
        }
    }

    /// <summary>A connection lives if the other side never waited as long as it waits at most.</summary>
    private void CountConnections()
    {
        int kept = 0;
        foreach (ConnectionSpec connection in Machine.Spec.Connections)
        {
            bool isReachable = StaysInLan || Method.Handover != NetworkHandover.Break;
            kept += isReachable && _longestSilence < connection.Timeout ? 1 : 0;
        }

        Report.Network = Report.Network with
        {
            ConnectionsKept = kept,
            ConnectionsBroken = Machine.Spec.Connections.Count - kept,
        };
    }

    /// <summary>Packet k of a connection comes at k over its rate.</summary>
    private static ulong PacketsUntil(ConnectionSpec connection, SimTime time) =>
        (ulong)Math.Floor(connection.PacketsPerSecond * time.TotalSeconds);
}
