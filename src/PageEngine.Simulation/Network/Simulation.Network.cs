using System.Text.Json;

namespace PageEngine.Simulation;

/// <content>What connects the hosts.</content>
public sealed partial class Simulation
{
    private readonly List<NetworkLink> _links = [];

    /// <summary>The links between hosts, in the order in which they came.</summary>
    public IReadOnlyList<NetworkLink> Links => _links;

    internal Network Network => field ??= new Network(this);

    /// <summary>Puts a link between two hosts. Without one, they reach each other through their network cards alone.</summary>
    /// <param name="first">One host.</param>
    /// <param name="second">Another one.</param>
    /// <param name="spec">What the link is.</param>
    /// <exception cref="ArgumentException">
    /// The hosts are the same, of another simulation or linked already, or the spec makes no sense.
    /// </exception>
    public NetworkLink Connect(SimulatedHost first, SimulatedHost second, LinkSpec spec)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(spec);
        ThrowIfBusy();
        Check(spec);
        if (first == second || first.Simulation != this || second.Simulation != this)
        {
            throw new ArgumentException("a link joins two hosts of this simulation", nameof(second));
        }

        if (LinkBetween(first, second) is not null)
        {
            throw new ArgumentException($"{first.Name} and {second.Name} are linked already", nameof(second));
        }

        NetworkLink link = new(this, new EntityId(_entities.Count + 1), first, second, spec);
        _entities.Add(link);
        _links.Add(link);
        Network.PathsChanged();
        RaiseLifecycleChanges();
        return link;
    }

    internal NetworkLink? LinkBetween(SimulatedHost from, SimulatedHost to)
    {
        foreach (NetworkLink link in _links)
        {
            if (link.Joins(from, to))
            {
                return link;
            }
        }

        return null;
    }

    internal void TellNetworkUsers()
    {
        for (int i = 0; i < _entities.Count; i++)
        {
            if (_entities[i] is INetworkUser user)
            {
                user.PathsChanged();
            }
        }
    }

    private NetworkLink MakeLink(EntityId id, byte[] saved)
    {
        StateReader reader = new(new MemoryStream(saved));
        LinkSpec? spec = JsonSerializer.Deserialize(reader.ReadText(), SpecJson.Default.LinkSpec);
        StateReader.Require(spec is not null, "a link has no spec");
        Check(spec!);
        return new NetworkLink(this, id, HostOf(reader.ReadEntityId()), HostOf(reader.ReadEntityId()), spec!);
    }

    private static void Check(LinkSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spec.BitsPerSecond, nameof(spec));
        ArgumentOutOfRangeException.ThrowIfNegative(spec.RoundTrip.Nanoseconds, nameof(spec));
        ArgumentOutOfRangeException.ThrowIfEqual(spec.Loss is >= 0 and < 1, false, nameof(spec));
        ArgumentOutOfRangeException.ThrowIfEqual(spec.Window?.Bytes ?? 1, 0UL, nameof(spec));
    }
}
