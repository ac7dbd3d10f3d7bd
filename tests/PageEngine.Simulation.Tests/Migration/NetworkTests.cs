namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>Flows over links: shares, windows, times.</summary>
public sealed class NetworkTests
{
    private const double Gigabit = 125_000_000;

    [Fact]
    public void Flows_share_what_both_need_and_use_what_others_leave()
    {
        FairShares shares = new();
        (object, bool) wide = (new object(), true);
        (object, bool) narrow = (new object(), true);
        shares.AddFlow(double.PositiveInfinity);
        shares.Use(wide, 10);
        shares.AddFlow(double.PositiveInfinity);
        shares.Use(wide, 10);
        shares.Use(narrow, 2);
        shares.AddFlow(3);
        shares.Use(wide, 10);
        Assert.Equal([5, 2, 3], shares.Divide().ToArray());
    }

    [Fact]
    public void Nobody_gets_more_while_somebody_poorer_could_have_it()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            WorkloadTests.Dice dice = new(seed);
            (object, bool)[] resources = [.. Enumerable.Range(0, 5).Select(_ => (new object(), true))];
            double[] capacities = [.. resources.Select(_ => 1.0 + dice.Below(100))];
            FairShares shares = new();
            List<int[]> uses = [];
            for (int flow = dice.Below(10) + 1; flow > 0; flow--)
            {
                shares.AddFlow(double.PositiveInfinity);
                uses.Add([.. Enumerable.Range(0, 5).Where(_ => dice.Flag()).Take(3)]);
                uses[^1] = uses[^1].Length == 0 ? [0] : uses[^1];
                foreach (int used in uses[^1])
                {
                    shares.Use(resources[used], capacities[used]);
                }
            }

            double[] rates = shares.Divide().ToArray();
            for (int flow = 0; flow < rates.Length; flow++)
            {
                // Each flow has a full resource on which nobody has more than it has.
                bool isHeld = uses[flow].Any(used =>
                    Users(used).Sum(user => rates[user]) > capacities[used] - 1e-6
                    && Users(used).All(user => rates[user] <= rates[flow] + 1e-6));
                Assert.True(isHeld, $"seed {seed}, flow {flow}");
            }

            Assert.All(resources, (_, used) => Assert.True(Users(used).Sum(user => rates[user]) <= capacities[used] + 1e-6, $"seed {seed}"));
            IEnumerable<int> Users(int used) => Enumerable.Range(0, rates.Length).Where(flow => uses[flow].Contains(used));
        }
    }

    [Theory]
    [InlineData(0.2, 1, Gigabit)]
    [InlineData(5, 1, 13_107_200)]
    [InlineData(10, 1, 6_553_600)]
    [InlineData(100, 1, 655_360)]
    [InlineData(150, 8, 3_495_253.3)]
    [InlineData(150, 1000, Gigabit)]
    public void M15_A_window_limits_each_stream(double roundTrip, int streams, double expected)
    {
        using TwoHosts hosts = new(link: new LinkSpec
        {
            BitsPerSecond = 1_000_000_000,
            RoundTrip = SimTime.FromMilliseconds(roundTrip),
            Window = ByteSize.FromKiB(64),
        });
        NetworkFlow flow = hosts.Simulation.Network.Open(hosts.A.Id, hosts.A, hosts.B, streams, double.PositiveInfinity);
        Assert.Equal(expected, flow.Rate, 1e-6 * expected);
        Assert.Equal(expected, hosts.Simulation.Network.PathBytesPerSecond(hosts.A, hosts.B, streams), 1e-6 * expected);
    }

    [Fact]
    public void M15_Every_control_exchange_costs_a_round_trip()
    {
        double Total(double milliseconds)
        {
            using TwoHosts hosts = new(link: new LinkSpec { RoundTrip = SimTime.FromMilliseconds(milliseconds) });
            hosts.Start(TwoHosts.Spec(writesPerSecond: 0));
            Migration move = hosts.Finish(hosts.Move(new PreCopy { Rounds = 2 }));
            Assert.Equal(MigrationStage.Completed, move.Stage);
            return move.Report.TotalTime.TotalMilliseconds;
        }

        // To agree, to end the only round that an idle guest needs, to commit.
        Assert.Equal(3 * 100, Total(150) - Total(50), 0.01);
    }

    [Fact]
    public void The_slower_card_limits_a_path_without_a_link()
    {
        using TwoHosts hosts = new(second: TwoHosts.Host("b") with { Nic = new NicSpec { BitsPerSecond = 8_000 } });
        Assert.Equal(1000, hosts.Simulation.Network.Open(hosts.A.Id, hosts.A, hosts.B, 1, double.PositiveInfinity).Rate);
        Assert.Equal(1000, hosts.Simulation.Network.Open(hosts.A.Id, hosts.B, hosts.A, 1, double.PositiveInfinity).Rate);
    }

    [Fact]
    public void M9_A_guest_without_writes_takes_its_bytes_over_the_bandwidth()
    {
        Assert.Equal(1.0, OneAndTwo(1)[0], 0.003);
    }

    [Fact]
    public void M9_Two_equal_migrations_on_one_path_take_twice_as_long()
    {
        double one = OneAndTwo(1)[0];
        Assert.All(OneAndTwo(2), time => Assert.Equal(2 * one, time, 0.003));
    }

    /// <summary>Moves guests of 1.25 GB, all of it in use and never written, over 1.25 GB/s.</summary>
    private static double[] OneAndTwo(int machines)
    {
        using Simulation simulation = new();
        SimulatedHost a = simulation.AddHost(new HostSpec("a", ByteSize.FromGiB(4)));
        SimulatedHost b = simulation.AddHost(new HostSpec("b", ByteSize.FromGiB(4)));
        ulong pages = 1_250_000_000 / Page.Size;
        VirtualMachine[] moved = [.. Enumerable.Range(0, machines).Select(number => a.Start(new VmSpec($"machine {number}", ByteSize.FromPages(pages))))];
        simulation.AdvanceTo(SimTime.FromSeconds(1));
        foreach (VirtualMachine machine in moved)
        {
            for (ulong page = 0; page < pages; page++)
            {
                machine.Access(new GuestFrameNumber(page), new PageToken(page + 7));
            }
        }

        Migration[] moves = [.. moved.Select(machine => machine.MigrateTo(b, new PreCopy()))];
        foreach (Migration move in moves)
        {
            simulation.AdvanceUntil(move);
            Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
        }

        return [.. moves.Select(move => move.Report.TotalTime.TotalSeconds)];
    }
}
