using Microsoft.Win32.SafeHandles;
using PageEngine.Linux;

namespace PageEngine.Benchmarks.Table;

/// <summary>One sharing of real memory that holds the bytes of a file.</summary>
/// <param name="Seconds">From the first look until everything is shared.</param>
/// <param name="Processor">Processor seconds of the process in that time.</param>
/// <param name="Paused">The part of it in which nobody may write.</param>
/// <param name="Freed">Pages that were freed, as the kernel counts them.</param>
internal sealed record RealSharingRun(double Seconds, double Processor, double Paused, double Freed)
{
    /// <summary>Shares the pages of a file, cut into a number of memories of the same size.</summary>
    internal static RealSharingRun Measure(string path, int memoryCount, int expectedSharing)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long bytesOfEach = RandomAccess.GetLength(file) / memoryCount;
        MappedGuestMemory[] memories =
            [.. Enumerable.Range(0, memoryCount).Select(i => Load(file, i * bytesOfEach, bytesOfEach))];
        try
        {
            using var sharer = new MappedPageSharer(memories);
            double before = PagesOf(memories);
            TimeSpan processor = Environment.CpuUsage.TotalTime;
            double scan = TableContext.Seconds(() => sharer.Scan());
            double merge = TableContext.Seconds(() => sharer.Merge());
            processor = Environment.CpuUsage.TotalTime - processor;
            MappedSharingReport report = sharer.Report;
            if (report.PagesSharing != (ulong)expectedSharing)
            {
                throw new WrongResultException(
                    $"{report.PagesSharing} pages share and {expectedSharing} can; {report.StoppedBecause}");
            }

            double freed = before - PagesOf(memories) - report.FramesResident;
            return new RealSharingRun(scan + merge, processor.TotalSeconds, merge, freed);
        }
        finally
        {
            Array.ForEach(memories, static memory => memory.Dispose());
        }
    }

    private static MappedGuestMemory Load(SafeFileHandle file, long offset, long length)
    {
        MappedGuestMemory memory = MappedGuestMemory.Create(new ByteSize((ulong)length));
        for (int i = 0; i < memory.SegmentCount; i++)
        {
            Span<byte> rest = memory.GetSegment(i);
            while (rest.Length > 0)
            {
                int read = RandomAccess.Read(file, rest, offset);
                offset += read;
                rest = rest[read..];
            }
        }

        return memory;
    }

    private static double PagesOf(MappedGuestMemory[] memories) =>
        memories.Sum(static memory => (double)ResidentMemory.Of(memory).Private.Pages);
}
