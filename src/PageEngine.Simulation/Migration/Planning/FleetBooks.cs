namespace PageEngine.Simulation;

/// <summary>The books of all hosts of a fleet while a plan is made.</summary>
internal sealed class FleetBooks
{
    private readonly Fleet _fleet;
    private readonly HostBook[] _books;
    private readonly List<PlacedMove> _moves = [];
    private readonly List<MoveRefusal> _refusals = [];

    internal FleetBooks(Fleet fleet, double headroom)
    {
        _fleet = fleet;
        _books = [.. fleet.Hosts.Select(host => new HostBook(fleet, host, headroom))];
    }

    internal IReadOnlyList<HostBook> Books => _books;

    internal HostBook Of(string host) => Array.Find(_books, book => book.Host.Name == host)!;

    internal Placement ToPlacement(MoveTrigger trigger) => new(trigger, [.. _moves], [.. _refusals]);

    /// <summary>
    /// The host that a machine should go to: of those that take it, the one with the least load afterwards.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="isAllowed">Hosts that come into question.</param>
    /// <param name="refusal">Why no host takes it; null when one does.</param>
    internal HostBook? FindPlace(FleetMachine machine, Func<HostBook, bool> isAllowed, out Refusal? refusal)
    {
        refusal = machine.CannotMove;
        if (refusal is not null)
        {
            return null;
        }

        HostBook? best = null;
        List<Refusal> reasons = [];
        foreach (HostBook book in _books.Where(book => book.Host.Name != machine.Host && isAllowed(book)))
        {
            if ((RefusalOfPath(machine.Host, book.Host.Name) ?? book.RefusalOf(machine)) is { } reason)
            {
                reasons.Add(reason);
            }
            else if (best is null || book.LoadWith(machine) < best.LoadWith(machine))
            {
                best = book;
            }
        }

        if (best is null)
        {
            string text = reasons.Count == 0
                ? $"there is no other host that may take machine {machine.Name}"
                : $"no host takes machine {machine.Name}: "
                    + string.Join("; ", reasons.Select(static reason => reason.Text));
            refusal = new Refusal(reasons.Count == 0 ? RefusalReason.NoHost : reasons[0].Reason, text);
        }

        return best;
    }

    internal void Move(FleetMachine machine, HostBook to)
    {
        Of(machine.Host).Remove(machine);
        to.Add(machine);
        _moves.Add(new PlacedMove(machine, to.Host.Name));
    }

    internal void Refuse(string machine, Refusal refusal) => _refusals.Add(new MoveRefusal(machine, refusal));

    internal bool HasMoved(FleetMachine machine) => _moves.Exists(move => move.Machine.Name == machine.Name);

    private Refusal? RefusalOfPath(string from, string to) =>
        _fleet.LinkBetween(from, to) is { IsUp: false }
            ? new Refusal(RefusalReason.NoPath, $"the link between {from} and {to} is down")
            : null;
}
