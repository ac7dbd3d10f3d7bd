using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>What lies between the network cards of two hosts: the same in both directions, each with its own bandwidth.</summary>
public sealed record LinkSpec
{
    /// <summary>The bits that it carries in a second in each direction, 1 or more.</summary>
    [JsonConverter(typeof(BitRateConverter))]
    public long BitsPerSecond { get; init; } = 10_000_000_000;

    /// <summary>The time there and back of a packet on an idle link.</summary>
    public SimTime RoundTrip { get; init; }

    /// <summary>The part of the packets that is lost, 0 to below 1.</summary>
    /// <remarks>
    /// Lost packets are sent again, so 1 − loss of the bandwidth is left; and a stream does not go faster than
    /// MSS · √(3/2) / (RTT · √loss) (Mathis et al., "The macroscopic behavior of the TCP congestion avoidance algorithm",
    /// CCR 27(3), 1997), with segments of 1460 bytes.
    /// </remarks>
    [JsonConverter(typeof(ShareConverter))]
    public double Loss { get; init; }

    /// <summary>The most bytes of one stream on their way; null for no limit. A stream makes window / RTT at most.</summary>
    public ByteSize? Window { get; init; }
}
