namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>Who should go where: nothing here looks at a simulation.</summary>
public sealed class PlacementTests
{
    private const ulong Host = 1000;

    [Fact]
    public void Every_machine_leaves_a_host_that_is_evacuated_for_the_one_with_the_least_load()
    {
        Fleet fleet = Fleet(["a", "b", "c"], Machine("m1", "a", 300), Machine("m2", "a", 200), Machine("m3", "a", 100), Machine("x", "b", 250));
        Placement placement = Placements.Evacuate(fleet, "a");
        Assert.Equal(MoveTrigger.Maintenance, placement.Trigger);
        Assert.Equal([("m1", "c"), ("m2", "b"), ("m3", "c")], Moves(placement));
        Assert.Empty(placement.Refusals);
    }

    [Fact]
    public void A_machine_that_nobody_takes_is_refused_with_the_reason_of_each_host()
    {
        Fleet fleet = Fleet(["a", "b", "c"], Machine("big", "a", 700), Machine("x", "b", 400), Reserved("y", "c", 100, 800));
        fleet = fleet with { Machines = [.. fleet.Machines, Reserved("claims", "a", 100, 300) with { UsedPages = 650 }] };
        Placement placement = Placements.Evacuate(fleet, "a");
        Assert.Equal([("big", "c")], Moves(placement));
        MoveRefusal refusal = Assert.Single(placement.Refusals);
        Assert.Equal(("claims", RefusalReason.NoMemory), (refusal.Machine, refusal.Refusal.Reason));
        Assert.Contains("host b has 600 free pages", refusal.Refusal.Text);
        Assert.Contains("host c: ", refusal.Refusal.Text);
    }

    [Fact]
    public void Machines_that_cannot_move_and_paths_that_are_down_are_refusals_and_machines_that_are_off_need_no_room()
    {
        Refusal moving = new(RefusalReason.AlreadyMigrating, "it moves");
        Fleet fleet = Fleet(
            ["a", "b"], Machine("m", "a", 10) with { CannotMove = moving }, Machine("n", "a", 10), Machine("off", "a", 0) with { IsOff = true });
        Fleet cut = fleet with { Links = [new FleetLink("b", "a", new LinkSpec()) { IsUp = false }] };
        Placement placement = Placements.Evacuate(cut, "a");
        Assert.Equal([("m", RefusalReason.AlreadyMigrating), ("n", RefusalReason.NoPath), ("off", RefusalReason.NoPath)],
            placement.Refusals.Select(static refusal => (refusal.Machine, refusal.Refusal.Reason)));
        Fleet full = fleet with { Hosts = [fleet.Hosts[0], fleet.Hosts[1] with { FreePages = 0 }] };
        Assert.Equal([("off", "b")], Moves(Placements.Evacuate(full, "a")));
        Fleet gone = fleet with { Hosts = [fleet.Hosts[0], fleet.Hosts[1] with { IsUp = false }] };
        Assert.Equal(3, Placements.Evacuate(gone, "a").Refusals.Count);
        Assert.Throws<ArgumentException>(() => Placements.Evacuate(fleet, "z"));
    }

    [Fact]
    public void Balance_ends_when_loads_are_near_enough_and_says_nothing_then()
    {
        Fleet fleet = Fleet(
            ["a", "b", "c"], Machine("m1", "a", 300), Machine("m2", "a", 250), Machine("m3", "a", 200), Machine("m4", "a", 100), Machine("x", "c", 250));
        Placement placement = Placements.Balance(fleet, 0.2);
        Assert.Equal(MoveTrigger.LoadBalance, placement.Trigger);
        double[] loads = LoadsAfter(fleet, placement);
        Assert.True(loads.Max() - loads.Min() <= 0.2, string.Join(' ', loads));
        Assert.InRange(placement.Moves.Count, 1, 2);
        Assert.Empty(Placements.Balance(Apply(fleet, placement), 0.2).Moves);
        Fleet busy = Fleet(["a", "b"], Machine("hot", "a", 100) with { BusyCpus = 8 }, Machine("warm", "a", 100) with { BusyCpus = 6 });
        Assert.Equal("b", Assert.Single(Moves(Placements.Balance(busy, 0.2))).To);
    }

    [Fact]
    public void Consolidation_empties_a_host_or_leaves_it_alone()
    {
        Fleet fleet = Fleet(
            ["a", "b", "c"], Machine("m1", "a", 100), Machine("m2", "a", 100), Machine("x", "b", 300), Machine("y", "c", 600));
        Placement placement = Placements.Consolidate(fleet, 0.8);
        Assert.Equal(["m1", "m2"], Moves(placement).Select(static move => move.Machine));
        Assert.Equal(["b", "b"], Moves(placement).Select(static move => move.To));
        Assert.Empty(Placements.Consolidate(fleet, 0.4).Moves);
        Assert.Empty(Placements.Consolidate(fleet, 0.4).Refusals);
        MoveRefusal refusal = Assert.Single(Placements.Consolidate(fleet, 0.7, "c").Refusals);
        Assert.Equal("y", refusal.Machine);
    }

    [Fact]
    public void A_machine_that_waits_too_much_leaves_and_so_do_machines_of_a_host_without_processor_time()
    {
        Fleet fleet = Fleet(
            ["a", "b"], Machine("waits", "a", 100) with { StallShare = 0.3 }, Machine("waits-more", "a", 100) with { StallShare = 0.5 }, Machine("x", "b", 100));
        Placement placement = Placements.Relieve(fleet, 0.1, 0.8);
        Assert.Equal((MoveTrigger.Performance, "waits-more"), (placement.Trigger, Assert.Single(placement.Moves).Machine.Name));
        Assert.Empty(Placements.Relieve(fleet, 0.6, 0.8).Moves);
        Fleet busy = Fleet(["a", "b"], Machine("m1", "a", 10) with { BusyCpus = 7 }, Machine("m2", "a", 10) with { BusyCpus = 6 }, Machine("m3", "a", 10) with { BusyCpus = 3 });
        Assert.Equal([("m1", "b")], Moves(Placements.Relieve(busy, 1, 0.8)));
        Assert.Single(Placements.Relieve(busy, 1, 0.3).Refusals);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_placement_and_no_plan_breaks_capacity_or_reservations(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 60; round++)
        {
            Fleet fleet = AnyFleet(random);
            double headroom = random.Next(3) * 0.05;
            Placement[] placements =
            [
                Placements.Evacuate(fleet, "h0", headroom), Placements.Balance(fleet, 0.1, headroom),
                Placements.Consolidate(fleet, 0.9, headroom: headroom), Placements.Relieve(fleet, 0.2, 0.7, headroom),
            ];
            foreach (Placement placement in placements)
            {
                string what = $"seed {seed}, round {round}, {placement.Trigger}";
                Assert.True(placement.Moves.Select(static move => move.Machine.Name).Distinct().Count() == placement.Moves.Count, what);
                MigrationPlan plan = MigrationPlanner.Plan(fleet, placement, new PlanOptions { Headroom = headroom, Parallel = 3 });
                Assert.True(plan.Moves.Count + plan.Refusals.Count == placement.Moves.Count + placement.Refusals.Count, what);
                CheckRooms(fleet, placement, headroom, what);
            }
        }
    }

    /// <summary>What has come fits beside everything that was there, even if nothing has left yet.</summary>
    private static void CheckRooms(Fleet fleet, Placement placement, double headroom, string what)
    {
        foreach (FleetHost host in fleet.Hosts)
        {
            FleetMachine[] come = [.. placement.Moves.Where(move => move.To == host.Name).Select(static move => move.Machine)];
            FleetMachine[] stay = [.. fleet.Machines.Where(machine => machine.Host == host.Name && !placement.Moves.Any(move => move.Machine == machine))];
            FleetMachine[] left = [.. fleet.Machines.Where(machine => machine.Host == host.Name && placement.Moves.Any(move => move.Machine == machine))];
            ulong reserved = (ulong)come.Concat(stay).Where(static machine => !machine.IsOff).Sum(machine => (long)(machine.Claim.ReservationPages + host.OverheadPages));
            Assert.True(come.Length == 0 || reserved <= host.Admission.HostPages, $"{what}: {host.Name} promises {reserved} of {host.Admission.HostPages}");
            ulong taken = (ulong)come.Sum(machine => (long)(machine.UsedPages + host.OverheadPages));
            ulong given = (ulong)left.Sum(machine => (long)(machine.ResidentPages + host.OverheadPages));
            Assert.True(come.Length == 0 || taken + (headroom * Host) <= host.FreePages + given, $"{what}: {host.Name} has {host.FreePages} free for {taken}");
        }
    }

    private static Fleet AnyFleet(Random random)
    {
        List<FleetMachine> machines = [];
        List<FleetHost> hosts = [];
        for (int h = 0; h < 2 + random.Next(4); h++)
        {
            ulong used = 0;
            ulong reserved = 0;
            for (int m = 0; m < random.Next(6); m++)
            {
                ulong size = (ulong)random.Next(20, 300);
                ulong use = (ulong)random.Next(10, (int)size);
                ulong reservation = (ulong)random.Next(0, (int)size);
                if (used + use + 5 > Host || reserved + reservation + 5 > Host)
                {
                    break;
                }

                used += use + 5;
                reserved += reservation + 5;
                machines.Add(Reserved($"h{h}-m{m}", $"h{h}", size, reservation) with
                {
                    UsedPages = use,
                    ResidentPages = use,
                    BusyCpus = random.NextDouble() * 3,
                    StallShare = random.NextDouble() / 2,
                });
            }

            hosts.Add(HostOf($"h{h}", Host - used) with { OverheadPages = 5 });
        }

        return new Fleet(hosts, machines, []);
    }

    internal static Fleet Fleet(string[] hosts, params FleetMachine[] machines) => new(
        [.. hosts.Select(name => HostOf(name, Host - (ulong)machines.Where(machine => machine.Host == name).Sum(static machine => (long)machine.UsedPages)))],
        machines, []);

    internal static FleetMachine Machine(string name, string host, ulong pages) =>
        Reserved(name, host, Math.Max(pages, 1), 0) with { UsedPages = pages, ResidentPages = pages };

    private static FleetMachine Reserved(string name, string host, ulong size, ulong reservation) =>
        new(name, host, new MemoryClaim { SizePages = Math.Max(size, reservation), ReservationPages = reservation }) { UsedPages = size, ResidentPages = size };

    private static FleetHost HostOf(string name, ulong free) => new(name, new AdmissionOptions { HostPages = Host }, free);

    private static (string Machine, string To)[] Moves(Placement placement) => [.. placement.Moves.Select(static move => (move.Machine.Name, move.To))];

    private static Fleet Apply(Fleet fleet, Placement placement)
    {
        FleetMachine[] machines = [.. fleet.Machines.Select(machine =>
            machine with { Host = placement.Moves.Where(move => move.Machine == machine).Select(static move => move.To).FirstOrDefault(machine.Host) })];
        return Fleet([.. fleet.Hosts.Select(static host => host.Name)], machines);
    }

    private static double[] LoadsAfter(Fleet fleet, Placement placement) =>
        [.. Apply(fleet, placement).Hosts.Select(static host => 1 - ((double)host.FreePages / Host))];
}
