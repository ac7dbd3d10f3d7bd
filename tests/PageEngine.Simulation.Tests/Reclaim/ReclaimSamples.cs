namespace PageEngine.Simulation.Tests;

/// <summary>What several reclaim tests need.</summary>
internal static class ReclaimSamples
{
    internal const long Second = 1_000_000_000;

    internal static ulong MiB(ulong count) => ByteSize.FromMiB(count).Pages;

    internal static ulong GiB(ulong count) => ByteSize.FromGiB(count).Pages;

    /// <summary>
    /// Writes with one method, reads with another, and checks that exactly what was written was read.
    /// </summary>
    internal static void Reload(Action<BinaryWriter> save, Action<BinaryReader> load)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        save(writer);
        writer.Flush();
        stream.Position = 0;
        using BinaryReader reader = new(stream);
        load(reader);
        Assert.Equal(stream.Length, stream.Position);
    }

    /// <summary>The bytes that a saved state has, to compare states by.</summary>
    internal static byte[] Bytes(Action<BinaryWriter> save)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        save(writer);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads bytes that are not what a policy writes, and expects them to be refused.</summary>
    internal static void AssertRefuses(Action<BinaryReader> load, params byte[] bytes)
    {
        using BinaryReader reader = new(new MemoryStream(bytes));
        Assert.Throws<InvalidDataException>(() => load(reader));
    }

    /// <summary>Runs twice, the second time warm, and expects that nothing is allocated.</summary>
    internal static void AssertAllocatesNothing(Func<ulong> action)
    {
        ulong first = action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        ulong second = action();
        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(0, after - before);
        Assert.True(first > 0 && second > 0, "the loop must have run");
    }
}
