namespace PageEngine.Simulation;

/// <summary>What the network noticed of a move. It is beside the downtime, which ends when the processors run.</summary>
/// <param name="Outage">
/// The time for which packets did not reach the machine: from the stop of the processors until it runs on the destination
/// and the network knows.
/// </param>
/// <param name="PacketsBuffered">Packets of that time that were kept and delivered late.</param>
/// <param name="PacketsLost">Packets of that time that were lost.</param>
/// <param name="ConnectionsKept">Connections that live on.</param>
/// <param name="ConnectionsBroken">Connections whose other side gave up, or cannot reach the machine any more.</param>
/// <param name="DetourRoundTrip">What each exchange takes longer for ever, because packets are forwarded by the old host.</param>
public readonly record struct SwitchoverNetwork(
    SimTime Outage,
    ulong PacketsBuffered,
    ulong PacketsLost,
    int ConnectionsKept,
    int ConnectionsBroken,
    SimTime DetourRoundTrip);
