using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>What a kernel may refuse; tests refuse it themselves.</summary>
[Flags]
internal enum ProcessRefusals
{
    None = 0,

    /// <summary>PAGEMAP_SCAN, new in Linux 6.7.</summary>
    Scan = 1,

    /// <summary><c>/proc/PID/pagemap</c> as a whole.</summary>
    Pagemap = 2,

    /// <summary>process_vm_readv, which containers forbid at times.</summary>
    Call = 4,
}

public sealed partial class ProcessMemory
{
    /// <summary>Opens a process and chooses its pages.</summary>
    /// <param name="pid">The number of the process.</param>
    /// <param name="options">Which pages are wanted; null for the process' own.</param>
    /// <exception cref="PageSourceException">There is no such process, or its memory cannot be read.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public static ProcessMemory Open(int pid, ProcessMemoryOptions? options = null) =>
        Open(pid, options, ProcessRefusals.None);

    internal static ProcessMemory Open(int pid, ProcessMemoryOptions? options, ProcessRefusals refused)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("live processes are read on Linux only");
        }

        // The handle comes first: it tells later whether all that was learnt is about one and the same process.
        var files = new ProcessFiles(pid);
        RemoteMemory memory = RemoteMemory.ByCall(pid);
        try
        {
            var notes = new List<string>();
            var regions = new List<ProcessMemoryRegion>();
            string name = files.ReadName();
            options ??= new ProcessMemoryOptions();
            PageRuns runs = ChoosePages(files, options, refused, regions, notes);
            memory = ChooseReader(memory, files, runs, refused, notes);
            return new ProcessMemory(pid, files, options, refused, runs, regions, memory)
            {
                ProcessName = name,
                Notes = notes,
            };
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Chooses the pages of the process afresh, as they are now.</summary>
    /// <remarks>Not while another thread reads. What fails leaves the pages as they were.</remarks>
    /// <exception cref="PageSourceException">The process has exited, or its memory cannot be read any more.</exception>
    public void Refresh()
    {
        var regions = new List<ProcessMemoryRegion>();
        PageRuns runs = ChoosePages(_files, _options, _refused, regions, []);

        // What was learnt is about this process if it is there still. A program that it became has a memory of its own,
        // which the file of the memory before does not show.
        if (_memory.IsGone)
        {
            throw _files.Exited();
        }

        if (_memory.IsByFile)
        {
            SafeFileHandle file = _files.TryOpen("mem") ?? throw _files.NotPermitted();
            RemoteMemory before = _memory;
            _memory = before.ByFile(file);
            before.CloseFile();
        }

        (_runs, Regions) = (runs, regions);
    }

    private static PageRuns ChoosePages(
        ProcessFiles files, ProcessMemoryOptions options, ProcessRefusals refused, List<ProcessMemoryRegion> regions,
        List<string> notes)
    {
        var runs = new PageRuns();
        List<ProcessMapping> mappings = files.ReadMappings();
        using PagePresence? presence = OpenPresence(files, refused, notes);
        var seen = new SharedMemoryOnce();
        foreach (ProcessMapping mapping in mappings)
        {
            bool wholly = options.IncludeFiles || mapping.IsSharedMemory;
            if (!mapping.IsReadable || mapping.IsOfKernel || (mapping.IsShared && !wholly))
            {
                continue;
            }

            foreach (ProcessMapping part in seen.NewPartsOf(mapping))
            {
                AddRegion(part, files, presence, wholly, runs, regions);
            }
        }

        return runs;
    }

    private static PagePresence? OpenPresence(ProcessFiles files, ProcessRefusals refused, List<string> notes)
    {
        SafeFileHandle? pagemap = refused.HasFlag(ProcessRefusals.Pagemap) ? null : files.TryOpen("pagemap");
        if (pagemap is null)
        {
            notes.Add("the kernel does not tell which pages exist: all pages of anonymous and of writable private "
                + "mappings are counted, also those that were never touched");
            return null;
        }

        return new PagePresence(pagemap, canScan: !refused.HasFlag(ProcessRefusals.Scan));
    }

    private static void AddRegion(
        ProcessMapping mapping, ProcessFiles files, PagePresence? presence, bool wholly, PageRuns runs,
        List<ProcessMemoryRegion> regions)
    {
        ulong first = runs.PageCount;
        if (presence is not null)
        {
            int error = presence.Collect(mapping.Start, mapping.End, !wholly, runs);
            if (error != 0)
            {
                throw error == Errno.NoSuchProcess ? files.Exited() : files.Failure(Errno.Describe(error));
            }
        }
        else if (wholly || mapping.Inode == 0 || mapping.IsWritable)
        {
            runs.Add(mapping.Start, mapping.End);
        }

        if (runs.PageCount > first)
        {
            ulong mapped = (mapping.End - mapping.Start) >> Page.Shift;
            regions.Add(new ProcessMemoryRegion(
                mapping.Start, mapped, first, runs.PageCount - first, mapping.Name, mapping.Permissions));
        }
    }

    // The first page is read on trial: only then is it known what the kernel permits.
    private static RemoteMemory ChooseReader(
        RemoteMemory byCall, ProcessFiles files, PageRuns runs, ProcessRefusals refused, List<string> notes)
    {
        int error = refused.HasFlag(ProcessRefusals.Call) ? Errno.NotPermitted : TryFirstPage(byCall, runs);
        if (error == Errno.NoSuchProcess)
        {
            throw files.Exited();
        }

        if (error is not (Errno.NotPermitted or Errno.NotImplemented))
        {
            return byCall;
        }

        SafeFileHandle file = files.TryOpen("mem") ?? throw files.NotPermitted();
        RemoteMemory byFile = byCall.ByFile(file);
        if (TryFirstPage(byFile, runs) == Errno.NoSuchProcess)
        {
            byFile.Dispose();
            throw files.Exited();
        }

        notes.Add("the kernel forbids process_vm_readv: the memory is read through /proc, which is slower");
        return byFile;
    }

    private static int TryFirstPage(RemoteMemory memory, PageRuns runs)
    {
        int error = 0;
        if (runs.PageCount > 0)
        {
            var first = new IoVector { Start = (nuint)runs.AddressOf(0, out _), Length = Page.Size };
            Span<byte> page = stackalloc byte[Page.Size];
            memory.Read([first], page, out error);
        }

        return error;
    }
}
