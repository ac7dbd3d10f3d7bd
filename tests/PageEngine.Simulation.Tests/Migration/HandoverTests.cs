namespace PageEngine.Simulation.Tests.MigrationTests;

/// <summary>What those who talk to a machine notice of its move.</summary>
public sealed class HandoverTests
{
    private static readonly ConnectionSpec[] Connections =
    [
        new("impatient") { PacketsPerSecond = 1000, Timeout = SimTime.FromMilliseconds(5) },
        new("patient") { PacketsPerSecond = 500, Timeout = SimTime.FromSeconds(30) },
    ];

    [Fact]
    public void Within_a_network_connections_live_or_die_by_their_timeout()
    {
        (Migration move, _) = Move("lan", new StopAndCopy { PacketBuffer = 100 });
        SwitchoverNetwork network = move.Report.Network;
        Assert.Equal(move.Report.Downtime.Total, network.Outage);
        Assert.Equal((1, 1), (network.ConnectionsKept, network.ConnectionsBroken));
        Assert.Equal(1500 * network.Outage.TotalSeconds, network.PacketsBuffered + network.PacketsLost, 2.0);
        Assert.Equal(100UL, network.PacketsBuffered);
        Assert.True(network.PacketsLost > 0);

        (Migration quick, _) = Move("lan", new PostCopy { PacketBuffer = 100 });
        Assert.Equal((2, 0UL), (quick.Report.Network.ConnectionsKept, quick.Report.Network.PacketsLost));
    }

    [Theory]
    [InlineData(NetworkHandover.Break, 0, 0.0, 0.0)]
    [InlineData(NetworkHandover.Tunnel, 1, 10.0, 20.0)]
    [InlineData(NetworkHandover.Redirect, 1, 20.0, 0.0)]
    public void Across_networks_it_depends_on_the_handover(NetworkHandover handover, int kept, double told, double detour)
    {
        (Migration move, TwoHosts hosts) = Move("another", new PostCopy { Handover = handover, PacketBuffer = 1000 });
        using (hosts)
        {
            SwitchoverNetwork network = move.Report.Network;
            Assert.Equal((kept, 2 - kept), (network.ConnectionsKept, network.ConnectionsBroken));
            Assert.Equal(handover == NetworkHandover.Break, network.PacketsLost > 0);
            Assert.Equal(SimTime.FromMilliseconds(detour), network.DetourRoundTrip);
            if (handover != NetworkHandover.Break)
            {
                Assert.Equal(told, (network.Outage - move.Report.Downtime.Total).TotalMilliseconds, 0.001);
            }

            hosts.A.Fail();
            Assert.Equal(handover == NetworkHandover.Redirect ? 1 : 0, move.Report.Network.ConnectionsKept);
        }
    }

    [Fact]
    public void A_post_copy_that_stands_still_loses_those_who_do_not_wait()
    {
        using TwoHosts hosts = new(link: new LinkSpec { BitsPerSecond = 100_000_000 });
        hosts.Start(TwoHosts.Spec() with { Connections = [new ConnectionSpec("c") { Timeout = SimTime.FromSeconds(2) }] });
        Migration move = hosts.Move(new PostCopy());
        Assert.True(hosts.To(move, MigrationStage.PostCopy));
        Assert.Equal(1, move.Report.Network.ConnectionsKept);
        hosts.Link!.Cut();
        hosts.Advance(3);
        hosts.Link.Repair();
        hosts.Finish(move);
        Assert.Equal((MigrationStage.Completed, 0, 1), (move.Stage, move.Report.Network.ConnectionsKept, move.Report.Network.ConnectionsBroken));
    }

    private static (Migration Move, TwoHosts Hosts) Move(string lan, MigrationMethod method)
    {
        TwoHosts hosts = new(second: TwoHosts.Host("b") with { Lan = lan }, link: new LinkSpec { RoundTrip = lan == "lan" ? SimTime.Zero : SimTime.FromMilliseconds(20) });
        hosts.Start(TwoHosts.Spec() with { Connections = Connections });
        Migration move = hosts.Finish(hosts.Move(method));
        Assert.True(move.Stage == MigrationStage.Completed, move.FailureReason);
        return (move, hosts);
    }
}
