namespace PageEngine.Simulation;

/// <summary>Decides which machines should go where.</summary>
/// <remarks>
/// Pure: the same fleet gives the same answer. No host is given more than it admits, nor more frames than it has free
/// beyond its headroom, even if nothing left it. All members may be called on any thread.
/// </remarks>
public static class Placements
{
    private const double LeastGain = 1e-6;

    /// <summary>
    /// Every machine leaves a host, the largest first, each to the host with the least load afterwards.
    /// </summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="host">The name of the host.</param>
    /// <param name="headroom">The part of each other host's memory that stays free, 0 to 1.</param>
    /// <exception cref="ArgumentException">There is no such host.</exception>
    public static Placement Evacuate(Fleet fleet, string host, double headroom = 0)
    {
        FleetBooks books = Open(fleet, headroom);
        fleet.HostOf(host);
        foreach (FleetMachine machine in LargestFirst(books.Of(host)))
        {
            if (books.FindPlace(machine, static _ => true, out Refusal? refusal) is { } place)
            {
                books.Move(machine, place);
            }
            else
            {
                books.Refuse(machine.Name, refusal!);
            }
        }

        return books.ToPlacement(MoveTrigger.Maintenance);
    }

    /// <summary>Machines leave the host with the most load until no host has much more than another.</summary>
    /// <remarks>
    /// Load is the part of memory or of processors that is used, whichever is more. Of all moves the one is taken after
    /// which the squares of the loads add up to the least; a machine moves once at most.
    /// </remarks>
    /// <param name="fleet">The fleet.</param>
    /// <param name="threshold">How far the most and the least load may be apart, 0 to 1.</param>
    /// <param name="headroom">The part of each host's memory that stays free, 0 to 1.</param>
    public static Placement Balance(Fleet fleet, double threshold, double headroom = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threshold);
        FleetBooks books = Open(fleet, headroom);
        while (SpreadOf(books) > threshold)
        {
            HostBook fullest = Up(books).MaxBy(static book => book.Load)!;
            (FleetMachine Machine, HostBook To, double Gain)? best = null;
            foreach (FleetMachine machine in Movable(fullest, books).Where(static machine => !machine.IsOff))
            {
                if (books.FindPlace(machine, book => book != fullest, out _) is { } place
                    && GainOf(fullest, place, machine) is var gain && gain > (best?.Gain ?? LeastGain))
                {
                    best = (machine, place, gain);
                }
            }

            if (best is not { } move)
            {
                break;
            }

            books.Move(move.Machine, move.To);
        }

        return books.ToPlacement(MoveTrigger.LoadBalance);
    }

    /// <summary>Machines leave hosts that others can stand in for: a host is emptied, or left alone.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="ceiling">The most load that another host may have afterwards, 0 to 1.</param>
    /// <param name="host">
    /// The name of the host to be emptied; null for as many as can be, those with the least load first.
    /// </param>
    /// <param name="headroom">The part of each other host's memory that stays free, 0 to 1.</param>
    /// <exception cref="ArgumentException">There is no such host.</exception>
    public static Placement Consolidate(Fleet fleet, double ceiling, string? host = null, double headroom = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ceiling);
        FleetBooks books = Open(fleet, headroom);
        HashSet<string> emptied = [];
        IEnumerable<string> candidates = host is null
            ? Up(books).OrderBy(static book => book.Load).Select(static book => book.Host.Name)
            : [fleet.HostOf(host).Name];
        foreach (string candidate in candidates.ToArray())
        {
            if (books.Of(candidate).Machines.Count == 0 || books.Of(candidate).Machines.Any(books.HasMoved))
            {
                continue;
            }

            emptied.Add(candidate);
            if (TryEmpty(books, candidate, emptied, ceiling, out MoveRefusal? refusal))
            {
                continue;
            }

            emptied.Remove(candidate);
            if (host is not null)
            {
                books.Refuse(refusal!.Machine, refusal.Refusal);
            }
        }

        return books.ToPlacement(MoveTrigger.Consolidation);
    }

    /// <summary>
    /// Machines that wait too much for the memory of their host leave it, and machines leave hosts whose processors are
    /// asked for too much.
    /// </summary>
    /// <remarks>
    /// From a host whose machines wait, the one leaves that waits the most: then there is room for the others.
    /// </remarks>
    /// <param name="fleet">The fleet.</param>
    /// <param name="stallShare">The part of its time that a machine may wait, 0 to 1.</param>
    /// <param name="ceiling">
    /// The most load of a host: of processors where machines leave, of anything where they go to.
    /// </param>
    /// <param name="headroom">The part of each other host's memory that stays free, 0 to 1.</param>
    public static Placement Relieve(Fleet fleet, double stallShare, double ceiling, double headroom = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stallShare);
        ArgumentOutOfRangeException.ThrowIfNegative(ceiling);
        FleetBooks books = Open(fleet, headroom);
        foreach (HostBook host in Up(books).OrderByDescending(static book => book.CpuShare).ToArray())
        {
            FleetMachine? sufferer = Movable(host, books).Where(machine => machine.StallShare > stallShare)
                .MaxBy(static machine => machine.StallShare);
            if (sufferer is not null)
            {
                Leave(books, host, sufferer, ceiling);
            }

            while (host.CpuShare > ceiling
                && Movable(host, books).Where(static machine => machine.BusyCpus > 0)
                    .MaxBy(static machine => machine.BusyCpus) is { } busiest
                && Leave(books, host, busiest, ceiling))
            {
            }
        }

        return books.ToPlacement(MoveTrigger.Performance);
    }

    private static FleetBooks Open(Fleet fleet, double headroom)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentOutOfRangeException.ThrowIfEqual(headroom is >= 0 and <= 1, false, nameof(headroom));
        return new FleetBooks(fleet, headroom);
    }

    private static IEnumerable<HostBook> Up(FleetBooks books) => books.Books.Where(static book => book.Host.IsUp);

    private static IEnumerable<FleetMachine> Movable(HostBook host, FleetBooks books) =>
        host.Machines.Where(machine => !books.HasMoved(machine));

    private static FleetMachine[] LargestFirst(HostBook host) =>
    [
        .. host.Machines.OrderByDescending(static machine => machine.UsedPages)
            .ThenBy(static machine => machine.Name, StringComparer.Ordinal),
    ];

    private static double SpreadOf(FleetBooks books)
    {
        double[] loads = [.. Up(books).Select(static book => book.Load)];
        return loads.Length < 2 ? 0 : loads.Max() - loads.Min();
    }

    private static double GainOf(HostBook from, HostBook to, FleetMachine machine)
    {
        double before = (from.Load * from.Load) + (to.Load * to.Load);
        double left = from.LoadWithout(machine);
        double come = to.LoadWith(machine);
        return before - (left * left) - (come * come);
    }

    /// <summary>Finds places for all machines of a host, and takes them when there is one for each.</summary>
    private static bool TryEmpty(
        FleetBooks books, string host, HashSet<string> emptied, double ceiling, out MoveRefusal? refusal)
    {
        refusal = null;
        HostBook from = books.Of(host);
        List<(FleetMachine Machine, HostBook To)> found = [];
        foreach (FleetMachine machine in LargestFirst(from))
        {
            HostBook? place = books.FindPlace(
                machine,
                book => !emptied.Contains(book.Host.Name) && book.LoadWith(machine) <= ceiling,
                out Refusal? reason);
            if (place is null)
            {
                refusal = new MoveRefusal(machine.Name, reason!);
                break;
            }

            place.Add(machine);
            found.Add((machine, place));
        }

        foreach ((FleetMachine machine, HostBook to) in found)
        {
            to.Undo(machine);
            if (refusal is null)
            {
                books.Move(machine, to);
            }
        }

        return refusal is null;
    }

    private static bool Leave(FleetBooks books, HostBook host, FleetMachine machine, double ceiling)
    {
        bool IsAllowed(HostBook book) => book != host && book.LoadWith(machine) <= ceiling;

        if (books.FindPlace(machine, IsAllowed, out Refusal? refusal) is { } place)
        {
            books.Move(machine, place);
            return true;
        }

        books.Refuse(machine.Name, refusal!);
        return false;
    }
}
