using System.Text.Json;
using PageEngine.Simulation.Tests.WorkloadTests;

namespace PageEngine.Simulation.Tests;

/// <summary>Specs as JSON, as scenarios read them and saved states write them.</summary>
public sealed class SpecJsonTests
{
    [Fact]
    public void Every_type_that_says_nothing_is_what_its_initialisers_say()
    {
        foreach (Type type in SpecDefaults.Types)
        {
            System.Text.Json.Serialization.Metadata.JsonTypeInfo info = SpecJson.Default.GetTypeInfo(type)!;
            string written = SpecDefaults.Of(type).ToJsonString();
            object read = JsonSerializer.Deserialize(written, info)!;
            Assert.Equal(written, JsonSerializer.Serialize(read, info));
        }
    }

    [Fact]
    public void A_host_comes_back_as_it_was()
    {
        HostSpec host = new("h", new ByteSize(123_456_789))
        {
            Depth = MemoryDepth.Bytes,
            Swap = new SwapSpec(ByteSize.FromGiB(3)) { Device = StorageSpec.HardDisk with { ReadFailureRate = 0.1 + 0.2 } },
            Nic = new NicSpec { BitsPerSecond = 12_345_678_901 },
            Sharing = new SharingSpec { Interval = new SimTime(1_234_567_891), PagesPerSecond = 7 },
            Reclaim = new ReclaimSpec { IdleTax = 1.0 / 3, Compression = new CompressionSpec() },
        };
        Assert.Equal(host, JsonSerializer.Deserialize(JsonSerializer.Serialize(host, SpecJson.Default.HostSpec), SpecJson.Default.HostSpec));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void Every_kind_of_workload_comes_back_as_it_was(ulong seed)
    {
        Dice dice = new(seed);
        for (int i = 0; i < 200; i++)
        {
            WorkloadSpec workload = AnyWorkload.Make(i % AnyWorkload.Kinds, dice);
            VmSpec machine = new("m", ByteSize.FromGiB(1)) { Workload = workload };
            string written = JsonSerializer.Serialize(machine, SpecJson.Default.VmSpec);
            VmSpec read = JsonSerializer.Deserialize(written, SpecJson.Default.VmSpec)!;
            Assert.Equal(written, JsonSerializer.Serialize(read, SpecJson.Default.VmSpec));
            Assert.Equal(workload.GetType(), Assert.Single(read.Workloads).GetType());
        }
    }
}
