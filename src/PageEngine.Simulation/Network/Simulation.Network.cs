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
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spec.BitsPerSecond, nameof(spec));
        ArgumentOutOfRangeException.ThrowIfNegative(spec.RoundTrip.Nanoseconds, nameof(spec));
        ArgumentOutOfRangeException.ThrowIfEqual(spec.Loss is >= 0 and < 1, false, nameof(spec));
        ArgumentOutOfRangeException.ThrowIfEqual(spec.Window?.Bytes ?? 1, 0UL, nameof(spec));
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
            if (_entities[i] is INetworkUser user && _entities[i].Exists)
            {
                user.PathsChanged();
            }
        }
    }

    private static void SaveLink(StateWriter writer, NetworkLink link)
    {
        writer.Write(JsonSerializer.Serialize(link.Spec, SpecJson.Default.LinkSpec));
        writer.Write(link.First.Id);
        writer.Write(link.Second.Id);
    }

    private NetworkLink LoadLink(EntityId id, string spec, StateReader reader, SimulationEntity? before)
    {
        LinkSpec link = JsonSerializer.Deserialize(spec, SpecJson.Default.LinkSpec)!;
        SimulatedHost first = HostOf(reader.ReadEntityId());
        SimulatedHost second = HostOf(reader.ReadEntityId());
        NetworkLink loaded = before is NetworkLink same && same.Spec == link && same.Joins(first, second)
            ? same
            : new NetworkLink(this, id, first, second, link);
        loaded.Revive();
        _entities.Add(loaded);
        _links.Add(loaded);
        return loaded;
    }
}
