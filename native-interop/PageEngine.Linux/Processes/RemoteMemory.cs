using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>Reads the memory of one process, and never that of another one that got its number later.</summary>
/// <remarks>Thread-safe; reading allocates nothing.</remarks>
internal sealed unsafe class RemoteMemory : IDisposable
{
    /// <summary>The runs of pages that one call reads at most.</summary>
    internal const int MaximumRuns = 64;

    private readonly int _process;
    private readonly SafeFileHandle? _processHandle;
    private readonly SafeFileHandle? _memoryFile;

    private RemoteMemory(int process, SafeFileHandle? processHandle, SafeFileHandle? memoryFile)
    {
        _process = process;
        _processHandle = processHandle;
        _memoryFile = memoryFile;
    }

    /// <summary>Reads through process_vm_readv.</summary>
    internal static RemoteMemory ByCall(int process)
    {
        int handle = ProcessCalls.OpenProcess(process);
        return new RemoteMemory(process, handle < 0 ? null : new SafeFileHandle(handle, ownsHandle: true), null);
    }

    /// <summary>Whether memory is read through <c>/proc/PID/mem</c>.</summary>
    internal bool IsByFile => _memoryFile is not null;

    /// <summary>Whether the process is known to be gone; another one may have its number then.</summary>
    internal bool IsGone => _processHandle is not null && ProcessCalls.IsGone(_processHandle);

    /// <summary>Reads the same process through <c>/proc/PID/mem</c>; what is open here belongs to the result.</summary>
    internal RemoteMemory ByFile(SafeFileHandle memoryFile) => new(_process, _processHandle, memoryFile);

    /// <summary>Reads runs of the process one behind the other.</summary>
    /// <param name="runs">The runs, at most <see cref="MaximumRuns"/>.</param>
    /// <param name="destination">Exactly the room for all runs.</param>
    /// <param name="error">0, or why nothing was read; <see cref="Errno.NoSuchProcess"/> if it has exited.</param>
    /// <returns>The bytes that were read from the beginning on.</returns>
    internal int Read(ReadOnlySpan<IoVector> runs, Span<byte> destination, out int error)
    {
        Debug.Assert(runs.Length <= MaximumRuns, "the caller cuts to what one call takes");
        int read = _memoryFile is null
            ? ReadByCall(runs, destination, out error)
            : ReadByFile(runs, destination, out error);

        // A number is given to another process only after its owner is gone, so who is there after the read was read.
        if (read > 0 && IsGone)
        {
            error = Errno.NoSuchProcess;
            return 0;
        }

        return read;
    }

    /// <summary>Closes the file of the memory and leaves the process, which somebody else reads on.</summary>
    internal void CloseFile() => _memoryFile?.Dispose();

    public void Dispose()
    {
        _processHandle?.Dispose();
        _memoryFile?.Dispose();
    }

    private int ReadByCall(ReadOnlySpan<IoVector> runs, Span<byte> destination, out int error)
    {
        fixed (IoVector* remote = runs)
        fixed (byte* buffer = destination)
        {
            var local = new IoVector { Start = (nuint)buffer, Length = (nuint)destination.Length };

            // SAFETY: the destination is pinned and as long as the vector says; the kernel checks the other addresses.
            nint read = ProcessCalls.ReadMemory(_process, &local, 1, remote, (nuint)runs.Length, 0);
            error = read < 0 ? Errno.Last : 0;
            return (int)Math.Max(read, 0);
        }
    }

    private int ReadByFile(ReadOnlySpan<IoVector> runs, Span<byte> destination, out int error)
    {
        int done = 0;
        foreach (IoVector run in runs)
        {
            int wanted = (int)run.Length;
            fixed (byte* buffer = destination.Slice(done, wanted))
            {
                // SAFETY: the slice is pinned and has as many bytes as are asked for.
                nint read = ProcessCalls.ReadAt(_memoryFile!, buffer, run.Length, (long)run.Start);
                if (read != wanted)
                {
                    // The file answers with its end once the address space is gone, and with an error for a lost page.
                    done += (int)Math.Max(read, 0);
                    error = done > 0 ? 0 : read == 0 ? Errno.NoSuchProcess : Errno.Last;
                    return done;
                }
            }

            done += wanted;
        }

        error = 0;
        return done;
    }
}
