namespace PageEngine.Simulation;

/// <summary>Expects how moves go on beside each other when so many are under way at a time.</summary>
/// <remarks>
/// Moves share cards and links as flows do (max-min). A move that would take T alone at its present rate does dt/T of
/// itself in a time dt; when others begin or end, its rate and with it T change. The bytes and the downtime are those
/// of the rates that it had, each for its part.
/// </remarks>
internal sealed class PlanSchedule
{
    private readonly Fleet _fleet;
    private readonly PlanOptions _options;
    private readonly MoveForecaster _forecaster;
    private readonly FleetBooks _books;
    private readonly List<PlacedMove> _waiting;
    private readonly List<Active> _active = [];
    private readonly List<(SimTime Begin, Active Move)> _begun = [];
    private readonly FairShares _shares = new();
    private readonly int _parallel;
    private double _now;

    internal PlanSchedule(
        Fleet fleet, IReadOnlyList<PlacedMove> moves, PlanOptions options, int parallel, MoveForecaster forecaster)
    {
        _fleet = fleet;
        _options = options;
        _parallel = parallel;
        _forecaster = forecaster;
        _books = new FleetBooks(fleet, options.Headroom);
        _waiting =
        [
            .. moves.OrderByDescending(move => Alone(move).TotalTime)
                .ThenBy(static move => move.Machine.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The time of the last end, in seconds.</summary>
    internal double Makespan => _now;

    /// <summary>Moves that never find room, because everybody waits for the others to leave.</summary>
    internal IReadOnlyList<PlacedMove> Stuck => _waiting;

    /// <summary>Lets all moves pass.</summary>
    /// <returns>The moves with what is expected of them, in the order in which they begin.</returns>
    internal IReadOnlyList<PlannedMove> Run()
    {
        while (true)
        {
            BeginAll();
            if (_active.Count == 0)
            {
                return [.. _begun.Select(static begun => begun.Move.ToPlanned(begun.Begin))];
            }

            Share();
            double step = _active.Min(static move => move.SecondsLeft);
            _now += step;
            foreach (Active move in _active.ToArray())
            {
                move.Pass(step);
                if (move.SecondsLeft <= 0)
                {
                    _active.Remove(move);
                    _books.Of(move.Placed.Machine.Host).Remove(move.Placed.Machine);
                }
            }
        }
    }

    /// <summary>How a machine moves.</summary>
    internal static MigrationMethod HowOf(FleetMachine machine, PlanOptions options) =>
        machine.IsOff ? options.How.As<Cold>() : options.How;

    private void BeginAll()
    {
        for (int i = 0; i < _waiting.Count && _active.Count < _parallel;)
        {
            PlacedMove move = _waiting[i];
            if (!MayBegin(move))
            {
                i++;
                continue;
            }

            _waiting.RemoveAt(i);
            _books.Of(move.To).Add(move.Machine);
            Active begun = new(move, HowOf(move.Machine, _options));
            _active.Add(begun);
            _begun.Add((SimTime.FromSeconds(_now), begun));
        }
    }

    private bool MayBegin(PlacedMove move) =>
        _active.Count(active => active.Placed.Machine.Host == move.Machine.Host) < _options.ParallelPerHost
        && _active.Count(active => active.Placed.To == move.To) < _options.ParallelPerHost
        && _books.Of(move.To).RefusalOf(move.Machine) is null;

    private void Share()
    {
        _shares.Clear();
        foreach (Active move in _active)
        {
            string from = move.Placed.Machine.Host;
            string to = move.Placed.To;
            FleetLink? link = _fleet.LinkBetween(from, to);
            _shares.AddFlow(Network.StreamLimit(link?.Spec, move.How.Streams));
            _shares.Use((_fleet.HostOf(from), true), _fleet.HostOf(from).CardBytesPerSecond);
            _shares.Use((_fleet.HostOf(to), false), _fleet.HostOf(to).CardBytesPerSecond);
            if (link is not null)
            {
                _shares.Use((link, link.First == from), Network.BytesPerSecondOf(link.Spec));
            }
        }

        ReadOnlySpan<double> rates = _shares.Divide();
        for (int i = 0; i < rates.Length; i++)
        {
            _active[i].Forecast = Forecast(_active[i].Placed, _active[i].How, rates[i]);
        }
    }

    private MoveForecast Alone(PlacedMove move)
    {
        FleetLink? link = _fleet.LinkBetween(move.Machine.Host, move.To);
        MigrationMethod how = HowOf(move.Machine, _options);
        double cards = Math.Min(
            _fleet.HostOf(move.Machine.Host).CardBytesPerSecond, _fleet.HostOf(move.To).CardBytesPerSecond);
        double path = link is null ? cards : Math.Min(cards, Network.BytesPerSecondOf(link.Spec));
        return Forecast(move, how, Math.Min(path, Network.StreamLimit(link?.Spec, how.Streams)));
    }

    private MoveForecast Forecast(PlacedMove move, MigrationMethod how, double bytesPerSecond)
    {
        SimTime roundTrip = _fleet.LinkBetween(move.Machine.Host, move.To)?.Spec.RoundTrip ?? SimTime.Zero;
        return _forecaster.Of(move.Machine, how, bytesPerSecond, roundTrip);
    }

    /// <summary>A move that is under way.</summary>
    private sealed class Active(PlacedMove placed, MigrationMethod how)
    {
        private double _done;
        private double _seconds;
        private double _bytes;
        private double _downtimeSeconds;
        private bool _converges = true;
        private string _advice = "";

        internal PlacedMove Placed { get; } = placed;

        internal MigrationMethod How { get; } = how;

        /// <summary>What it would take from its beginning to its end at the present rate.</summary>
        internal MoveForecast? Forecast { get; set; }

        internal double SecondsLeft => (1 - _done) * Forecast!.TotalTime.TotalSeconds;

        internal void Pass(double seconds)
        {
            double total = Forecast!.TotalTime.TotalSeconds;
            double part = total <= 0 || seconds >= SecondsLeft ? 1 - _done : seconds / total;
            _done = seconds >= SecondsLeft ? 1 : _done + part;
            _seconds += seconds;
            _bytes += part * Forecast.Bytes;
            _downtimeSeconds += part * Forecast.Downtime.TotalSeconds;
            _converges &= Forecast.Converges;
            _advice = Forecast.Advice.Length > 0 ? Forecast.Advice : _advice;
        }

        internal PlannedMove ToPlanned(SimTime begin) => new(
            Placed.Machine.Name,
            Placed.Machine.Host,
            Placed.To,
            How,
            begin,
            new MoveForecast(
                SimTime.FromSeconds(_seconds),
                SimTime.FromSeconds(_downtimeSeconds),
                (ulong)_bytes,
                _converges,
                _advice));
    }
}
