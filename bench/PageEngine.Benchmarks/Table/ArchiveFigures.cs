using Microsoft.Win32.SafeHandles;
using PageEngine.Benchmarks.Data;
using PageEngine.Images;

namespace PageEngine.Benchmarks.Table;

/// <summary>Checkpoints of the table's memory in an archive, beside bare writes and reads of the same bytes.</summary>
/// <remarks>All files are in memory where the system has a place for that: a disk would be what is measured.</remarks>
internal sealed class ArchiveFigures : IFigures
{
    private const double LeastToSave = 1;
    private const double LeastToRestore = 2;
    private const int PagesPerWrite = 256;

    public string Name => "archive";

    public IEnumerable<TableRow> Measure(TableContext context)
    {
        using PageMemory memory = PageMemory.Load(context.DataPath);
        var source = new BenchPages(memory);
        using var files = new ArchiveFiles();
        var seconds = new List<(string Case, double Seconds)>();
        foreach ((string compression, int workers) in Settings)
            TableContext.WarmUp(() => RunOnce(files, source, memory, compression, workers, []));
        for (int run = 0; run < context.Runs; run++)
        {
            seconds.Add(("write", TableContext.Seconds(() => WriteBare(files, memory))));
            seconds.Add(("read", TableContext.Seconds(() => ReadBare(files, memory))));
            foreach ((string compression, int workers) in Settings)
                RunOnce(files, source, memory, compression, workers, seconds);
        }

        return Rows(seconds.ToLookup(entry => entry.Case, entry => memory.ByteCount / entry.Seconds * 1e-9));
    }

    private static (string Compression, int Workers)[] Settings =>
        [("none", 1), ("none", 2), ("lz4", 1), ("lz4", 2)];

    private static void RunOnce(
        ArchiveFiles files, BenchPages source, PageMemory memory, string compression, int workers,
        List<(string Case, double Seconds)> seconds)
    {
        string setting = $"{compression}, {workers} thread{(workers == 1 ? "" : "s")}";
        MemoryArchiveWriterOptions options = ArchiveFiles.Options(compression, workers);
        seconds.Add(($"save {setting}", TableContext.Seconds(() => files.Create(source, options))));
        for (int page = 0; page < memory.PageCount; page += 100)
            memory[page].Reverse();
        seconds.Add(($"again {setting}", TableContext.Seconds(() => files.Append(source, options))));
        seconds.Add(($"file {setting}", TableContext.Seconds(() => files.Restore(workers))));
        if (workers == 1)
            seconds.Add(($"memory {setting}", TableContext.Seconds(() => files.Read())));
    }

    private static IEnumerable<TableRow> Rows(ILookup<string, double> speeds)
    {
        foreach ((string compression, int workers) in Settings)
        {
            string setting = $"{compression}, {workers} thread{(workers == 1 ? "" : "s")}";
            yield return Row($"save memory, {setting}", $"save {setting}", "write", LeastToSave, speeds);
            yield return Row($"save again, 1 % changed, {setting}", $"again {setting}", "write", LeastToSave, speeds);
            yield return Row($"restore to a file, {setting}", $"file {setting}", "write", LeastToRestore, speeds);
            if (workers == 1)
                yield return Row($"restore to memory, {setting}", $"memory {setting}", "read", LeastToRestore, speeds);
        }
    }

    private static TableRow Row(string figure, string ours, string peer, double least, ILookup<string, double> speeds)
    {
        double speed = TableContext.Median([.. speeds[ours]]);
        double bare = TableContext.Median([.. speeds[peer]]);
        return new()
        {
            Figure = figure,
            Unit = "GB/s",
            Ours = speed,
            PeerName = $"bare {peer}",
            Peer = bare,
            Ratio = speed / bare,
            Target = $">= {least} GB/s",
            Reached = speed >= least,
        };
    }

    private static void WriteBare(ArchiveFiles files, PageMemory memory)
    {
        using SafeFileHandle file = File.OpenHandle(files.PathOf("bare.raw"), FileMode.Create, FileAccess.Write);
        for (int page = 0; page < memory.PageCount; page += PagesPerWrite)
        {
            int count = Math.Min(PagesPerWrite, memory.PageCount - page);
            RandomAccess.Write(file, memory.Slice(page, count), (long)page * Page.Size);
        }

        RandomAccess.FlushToDisk(file);
    }

    private static void ReadBare(ArchiveFiles files, PageMemory memory)
    {
        byte[] buffer = new byte[PagesPerWrite * Page.Size];
        using SafeFileHandle file = File.OpenHandle(files.PathOf("bare.raw"));
        for (long position = 0; position < memory.ByteCount; position += buffer.Length)
            RandomAccess.Read(file, buffer, position);
    }
}
