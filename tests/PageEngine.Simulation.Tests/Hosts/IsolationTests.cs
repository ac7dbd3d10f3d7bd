namespace PageEngine.Simulation.Tests.Hosts;

/// <summary>Security domains of machines, and what they cost.</summary>
public sealed class IsolationTests
{
    private const ulong Own = 40;
    private const ulong Common = 100;
    private const ulong Twice = 30;
    private const ulong Zeros = 20;

    public static TheoryData<MemoryDepth> Depths => [MemoryDepth.Tokens, MemoryDepth.Bytes];

    [Theory]
    [MemberData(nameof(Depths))]
    public void Groups_share_within_themselves(MemoryDepth depth)
    {
        using Simulation simulation = FourMachines(depth, new SharingSpec());
        IsolationReport report = Scan(simulation);
        Assert.Equal((4 * (Zeros + Twice)) + (2 * (Common + Twice)), report.SavedNow);
        Assert.Equal(report.SavedNow, report.SavedAsConfigured);
        Assert.Equal((4 * (Zeros + Twice)) + (3 * (Common + Twice)), report.SavedWithoutDomains);
        Assert.Equal(4 * (Zeros + Twice), report.SavedApart);
        Assert.Equal(4 * Zeros, report.SavedByZeroPages);
        Assert.Equal(Common + Twice, report.CostOfDomains);
        Assert.Equal(3 * (Common + Twice), report.CostOfApart);
    }

    [Theory]
    [MemberData(nameof(Depths))]
    public void Each_machine_apart_shares_with_itself_alone(MemoryDepth depth)
    {
        using Simulation simulation = FourMachines(depth, new SharingSpec { Isolation = SharingIsolation.EachMachine });
        Assert.Equal(4, simulation.VirtualMachines.Select(machine => machine.Memory!.Domain).Distinct().Count());
        IsolationReport report = Scan(simulation);
        Assert.Equal(report.SavedApart, report.SavedNow);
        Assert.Equal(report.SavedApart, report.SavedAsConfigured);
        Assert.Equal(report.CostOfApart, report.CostOfDomains);
    }

    [Theory]
    [MemberData(nameof(Depths))]
    public void Without_isolation_everybody_shares_whatever_group_they_name(MemoryDepth depth)
    {
        using Simulation simulation = FourMachines(depth, new SharingSpec { Isolation = SharingIsolation.None });
        IsolationReport report = Scan(simulation);
        Assert.Equal(report.SavedWithoutDomains, report.SavedNow);
        Assert.Equal(0UL, report.CostOfDomains);
    }

    [Theory]
    [MemberData(nameof(Depths))]
    public void In_the_secure_mode_only_zeros_give_frames_back(MemoryDepth depth)
    {
        using Simulation simulation = FourMachines(depth, new SharingSpec { Scope = SharingScope.ZeroPagesOnly });
        IsolationReport report = Scan(simulation);
        Assert.Equal(4 * Zeros, report.SavedNow);
        Assert.Equal(4 * Zeros, report.SavedAsConfigured);
        Assert.Equal((4 * Twice) + (3 * (Common + Twice)), report.CostOfDomains);
    }

    [Theory]
    [MemberData(nameof(Depths))]
    public void A_frame_serves_no_more_pages_than_it_may(MemoryDepth depth)
    {
        using Simulation simulation = FourMachines(
            depth, new SharingSpec { Isolation = SharingIsolation.None, MaxSharers = 3, UseZeroPages = false });
        IsolationReport report = Scan(simulation);
        Assert.Equal(report.SavedAsConfigured, report.SavedNow);
        ulong zeros = (4 * Zeros) - (((4 * Zeros) + 2) / 3);
        Assert.Equal(zeros + (2 * Common) + (Twice * 5), report.SavedNow);
    }

    [Fact]
    public void What_is_measured_before_the_scan_is_what_the_scan_does()
    {
        using Simulation simulation = FourMachines(MemoryDepth.Bytes, new SharingSpec());
        IsolationReport before = simulation.Hosts[0].MeasureIsolation();
        Assert.Equal(0UL, before.SavedNow);
        Assert.Equal(before with { SavedNow = before.SavedAsConfigured }, Scan(simulation));
    }

    [Fact]
    public void Bytes_that_no_token_names_are_compared()
    {
        using Simulation simulation = FourMachines(MemoryDepth.Bytes, new SharingSpec());
        ulong before = simulation.Hosts[0].MeasureIsolation().SavedWithoutDomains;
        foreach (VirtualMachine machine in simulation.VirtualMachines)
        {
            // The last write differs in the last byte alone.
            byte[] page = new byte[Page.Size];
            page.AsSpan().Fill(7);
            Assert.True(machine.Write(0, page).Succeeded);
            page[^1] = 8;
            Assert.True(machine.Write(Page.Size, page).Succeeded);
        }

        Assert.Equal(before + 6, simulation.Hosts[0].MeasureIsolation().SavedWithoutDomains);
    }

    [Fact]
    public void A_machine_that_comes_back_is_alone_again_and_numbers_do_not_run_out()
    {
        using Simulation simulation = SimulationRuns.New(7);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(4))
        {
            Sharing = new SharingSpec { Isolation = SharingIsolation.EachMachine },
        });
        VirtualMachine other = host.Start(Machine("other", null));
        for (int i = 0; i < 100; i++)
        {
            VirtualMachine machine = host.Start(Machine($"machine {i}", null));
            Assert.NotEqual(other.Memory!.Domain, machine.Memory!.Domain);
            Assert.InRange(machine.Memory.Domain.Id, 1, 2);
            Assert.Null(machine.Stop());
            Assert.Null(machine.Destroy());
        }
    }

    [Fact]
    public void A_host_without_pages_has_no_contents_to_compare()
    {
        using Simulation simulation = new();
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(16)) { Depth = MemoryDepth.Rate });
        Assert.Throws<InvalidOperationException>(() => host.MeasureIsolation());
    }

    /// <summary>Two machines of a group and two of another: pages of their own, pages that all have, pairs, and zeros.</summary>
    private static Simulation FourMachines(MemoryDepth depth, SharingSpec sharing)
    {
        Simulation simulation = SimulationRuns.New(7);
        SimulatedHost host = simulation.AddHost(new HostSpec("host", ByteSize.FromMiB(16))
        {
            Depth = depth,
            Sharing = sharing with { CleanScans = 0 },
        });
        for (int i = 0; i < 4; i++)
        {
            VirtualMachine machine = host.Start(Machine($"machine {i}", i < 2 ? "red" : "blue"));
            simulation.Run(0.1);
            ulong page = 2;
            for (ulong k = 0; k < Own; k++)
            {
                Write(machine, page++, ((ulong)i * 1000) + k + 1);
            }

            for (ulong k = 0; k < Common; k++)
            {
                Write(machine, page++, 100_000 + k);
            }

            for (ulong k = 0; k < 2 * Twice; k++)
            {
                Write(machine, page++, 200_000 + (k / 2));
            }

            for (ulong k = 0; k < Zeros; k++)
            {
                Write(machine, page++, 0);
            }
        }

        return simulation;
    }

    private static VmSpec Machine(string name, string? domain) => new(name, ByteSize.FromMiB(1))
    {
        Domain = domain,
        Guest = new GuestOsSpec { Kernel = ByteSize.FromPages(0) },
    };

    private static void Write(VirtualMachine machine, ulong page, ulong token) =>
        Assert.True(machine.Access(new GuestFrameNumber(page), new PageToken(token)).Succeeded);

    private static IsolationReport Scan(Simulation simulation)
    {
        SimulatedHost host = simulation.Hosts[0];
        host.Pages!.Sharer.ScanOnce();
        host.Pages.Sharer.ScanOnce();
        return host.MeasureIsolation();
    }
}
