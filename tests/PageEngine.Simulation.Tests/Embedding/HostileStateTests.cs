namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>Whatever is in a stream, restoring ends with one exception of one type, or with books that are right.</summary>
public sealed class HostileStateTests
{
    private const long MostAllocated = 64 << 20;

    public static TheoryData<MemoryDepth> Depths => [MemoryDepth.Tokens, MemoryDepth.Bytes, MemoryDepth.Rate];

    [Theory]
    [MemberData(nameof(Depths))]
    public void A_state_that_is_cut_off_anywhere_is_refused(MemoryDepth depth)
    {
        byte[] state = Small(depth);
        for (int length = 0; length < state.Length; length++)
        {
            using MemoryStream cut = new(state, 0, length, writable: false);
            Assert.Throws<InvalidDataException>(() => Simulation.Restore(cut));
        }
    }

    [Theory]
    [MemberData(nameof(Depths))]
    public void A_state_with_a_bit_turned_is_refused(MemoryDepth depth)
    {
        byte[] state = Small(depth);
        Draws draws = new(1, "bits");
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. state];
            int at = draws.Below(damaged.Length);
            int bit = draws.Below(8);
            damaged[at] ^= (byte)(1 << bit);
            Exception? exception = Record.Exception(() => Picture.Restore(damaged));
            Assert.True(exception is InvalidDataException, $"bit {bit} of byte {at}: {exception}");
        }
    }

    [Theory]
    [MemberData(nameof(Depths))]
    public void A_state_that_was_forged_is_refused_or_holds_together(MemoryDepth depth)
    {
        ForgedState state = new(Small(depth));
        Draws draws = new(2, "forged");
        int restored = 0;
        for (int i = 0; i < 4000; i++)
        {
            int at = draws.Below(state.Length);
            byte[] bytes = draws.Pick<byte[]>([(byte)draws.Next()], [255, 255, 255, 127], [255, 255, 255, 255], [0, 0, 0, 64], [0]);
            byte[] forged = state.With(at, bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Simulation? simulation = null;
            Exception? exception = Record.Exception(() => simulation = Picture.Restore(forged));
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            string where = $"bytes {Convert.ToHexString(bytes)} at {at} of {state.Length}";
            Assert.True(exception is null or InvalidDataException, $"{where}: {exception}");
            Assert.True(allocated < MostAllocated, $"{where}: {allocated} bytes for a state of {state.Length}");
            using (simulation)
            {
                restored += simulation is null ? 0 : 1;
                exception = Record.Exception(() => simulation?.CheckInvariants());
                Assert.True(exception is null, $"{where}: {exception}");
            }
        }

        Assert.InRange(restored, 100, 3900);
    }

    [Fact]
    public void The_forger_makes_states_that_are_accepted()
    {
        foreach (MemoryDepth depth in Enum.GetValues<MemoryDepth>())
        {
            byte[] state = Small(depth);
            ForgedState forged = new(state);
            Assert.Equal(depth == MemoryDepth.Rate ? 0 : 1, forged.HostCount);
            Assert.Equal(state, forged.With(0, state.AsSpan(0, 1)));
        }
    }

    /// <summary>A state with a bit of everything in it.</summary>
    private static byte[] Small(MemoryDepth depth)
    {
        using Simulation simulation = SmallWorld.Make(depth);
        simulation.AdvanceTo(SimTime.FromMilliseconds(400));
        return Picture.Save(simulation);
    }
}
