namespace PageEngine.Simulation;

/// <summary>Divides resources between flows so that nobody can have more without somebody poorer having less (max-min).</summary>
/// <remarks>
/// Progressive filling: the resource with the least for each of its flows is the next that is full; its flows get that,
/// or their own cap where it is lower, and are done (Bertsekas and Gallager, Data Networks, 6.5.2). Allocates only while
/// it grows.
/// </remarks>
internal sealed class FairShares
{
    private const int MostResourcesOfFlow = 3;

    private readonly List<(object Owner, bool Direction)> _keys = [];
    private readonly List<double> _left = [];
    private readonly List<int> _users = [];
    private readonly List<double> _caps = [];
    private readonly List<int> _used = [];
    private double[] _rates = [];

    internal void Clear()
    {
        _keys.Clear();
        _left.Clear();
        _users.Clear();
        _caps.Clear();
        _used.Clear();
    }

    /// <summary>Adds a flow; the uses that follow are its own.</summary>
    internal void AddFlow(double cap)
    {
        _caps.Add(cap);
        for (int i = 0; i < MostResourcesOfFlow; i++)
        {
            _used.Add(-1);
        }
    }

    /// <summary>Says that the last flow uses a resource.</summary>
    internal void Use((object Owner, bool Direction) resource, double capacity)
    {
        int index = _keys.IndexOf(resource);
        if (index < 0)
        {
            index = _keys.Count;
            _keys.Add(resource);
            _left.Add(capacity);
            _users.Add(0);
        }

        _users[index]++;
        _used[_used.IndexOf(-1, (_caps.Count - 1) * MostResourcesOfFlow)] = index;
    }

    /// <summary>The rates, in the order in which the flows were added; good until the next call.</summary>
    internal ReadOnlySpan<double> Divide()
    {
        int count = _caps.Count;
        if (_rates.Length < count)
        {
            _rates = new double[Math.Max(count, 2 * _rates.Length)];
        }

        Span<double> rates = _rates.AsSpan(0, count);
        rates.Fill(-1);
        for (int done = 0; done < count; done++)
        {
            int next = PickPoorest(rates, out double rate);
            rates[next] = rate;
            Settle(next, rate);
        }

        return rates;
    }

    /// <summary>The flow, of those without a rate, that gets the least.</summary>
    private int PickPoorest(ReadOnlySpan<double> rates, out double least)
    {
        int poorest = -1;
        least = double.PositiveInfinity;
        for (int flow = 0; flow < rates.Length; flow++)
        {
            if (rates[flow] >= 0)
            {
                continue;
            }

            double rate = _caps[flow];
            for (int i = flow * MostResourcesOfFlow; i < (flow + 1) * MostResourcesOfFlow; i++)
            {
                rate = _used[i] < 0 ? rate : Math.Min(rate, _left[_used[i]] / _users[_used[i]]);
            }

            if (poorest < 0 || rate < least)
            {
                (poorest, least) = (flow, rate);
            }
        }

        return poorest;
    }

    private void Settle(int flow, double rate)
    {
        for (int i = flow * MostResourcesOfFlow; i < (flow + 1) * MostResourcesOfFlow; i++)
        {
            if (_used[i] >= 0)
            {
                _left[_used[i]] = Math.Max(0, _left[_used[i]] - rate);
                _users[_used[i]]--;
            }
        }
    }
}
