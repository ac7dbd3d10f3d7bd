namespace PageEngine.Simulation.Tests;

public sealed class MechanismCostsTests
{
    [Fact]
    public void R13_the_costs_of_2008_are_the_published_microseconds()
    {
        MechanismCosts costs = MechanismCosts.DifferenceEngine2008;
        (double Microseconds, long Cost)[] table =
        [
            (6.2, costs.Share), (25.1, costs.CopyOnWriteBreak), (29.7, costs.Compress), (10.4, costs.Decompress),
            (338.1, costs.Patch), (18.6, costs.Unpatch), (48.9, costs.SwapOut), (7151.6, costs.SwapIn),
        ];
        Assert.All(table, row => Assert.Equal((long)Math.Round(row.Microseconds * 1000), row.Cost));
    }

    [Fact]
    public void R13_modern_costs_stand_beside_them_and_swap_is_what_its_device_takes()
    {
        MechanismCosts costs = MechanismCosts.Modern;
        Assert.Equal(85_000 + 1_280, costs.SwapIn);
        Assert.Equal(20_000 + 3_901, costs.SwapOut);
        Assert.True(costs.Decompress < costs.Compress);
        Assert.True(costs.Compress < costs.SwapOut);
        Assert.True(costs.SwapIn < MechanismCosts.DifferenceEngine2008.SwapIn);
    }

    [Fact]
    public void Devices_get_faster_and_their_times_add_up()
    {
        Assert.Equal(["disk", "ssd", "nvme"], SwapDevicePreset.All.Select(device => device.Name));
        for (int i = 1; i < SwapDevicePreset.All.Count; i++)
        {
            SwapDevicePreset slower = SwapDevicePreset.All[i - 1];
            SwapDevicePreset faster = SwapDevicePreset.All[i];
            Assert.True(faster.ReadTime(Page.Size) < slower.ReadTime(Page.Size));
            Assert.True(faster.WriteTime(Page.Size) < slower.WriteTime(Page.Size));
        }

        SwapDevicePreset device = new("test", 100, 200, 1_000_000_000, 3, 1);
        Assert.Equal(104, device.ReadTime(4));
        Assert.Equal(200 + 333_333_334, device.WriteTime(1));
        Assert.Equal(200, device.WriteTime(0));
        Assert.Equal(100 + (1L << 44), device.ReadTime(1L << 44));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.ReadTime(-1));
    }

    [Fact]
    public void Queue_depths_make_the_accesses_a_second_of_the_data_sheets()
    {
        Assert.Equal(490_000, SwapDevicePreset.Nvme.QueueDepth * 1e9 / SwapDevicePreset.Nvme.ReadLatency, 5_000.0);
        Assert.Equal(94_000, SwapDevicePreset.Ssd.QueueDepth * 1e9 / SwapDevicePreset.Ssd.ReadLatency, 3_000.0);
    }
}
