using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>What <c>/proc</c> says about a process, with failures told in one line.</summary>
internal sealed class ProcessFiles(int process)
{
    // Fields of /proc/PID/stat behind the name, and the flag PF_EXITING of linux/sched.h.
    private const int StateField = 0;
    private const int FlagsField = 6;
    private const ulong IsExiting = 0x4;

    private const string NoPermission =
        "no permission to read its memory; run as root, or as its owner where kernel.yama.ptrace_scope is 0";

    /// <summary>The name of the process, without anything that would break a line.</summary>
    internal string ReadName() =>
        string.Concat(ReadText("comm").TrimEnd('\n').Select(static letter => char.IsControl(letter) ? '?' : letter));

    /// <summary>The mappings, of which there is at least one.</summary>
    internal List<ProcessMapping> ReadMappings()
    {
        var mappings = new List<ProcessMapping>();
        foreach (ReadOnlySpan<char> line in ReadText("maps").AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
            {
                continue;
            }

            if (!ProcessMapping.TryParse(line, out ProcessMapping mapping))
            {
                throw Failure($"its map has a line that is not understood: {line}");
            }

            mappings.Add(mapping);
        }

        return mappings.Count > 0 ? mappings : throw WithoutMemory();
    }

    /// <summary>Opens a file of the process; null if that is not permitted or the kernel has no such file.</summary>
    internal SafeFileHandle? TryOpen(string name)
    {
        try
        {
            return File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException
            || (exception is FileNotFoundException && Directory.Exists(PathOf(""))))
        {
            return null;
        }
        catch (IOException exception)
        {
            throw Explain(exception);
        }
    }

    /// <summary>Whether the process is not there any more, or is being taken apart.</summary>
    internal bool HasExited()
    {
        try
        {
            // number (name, in which anything may stand) state parent group session terminal its-group flags …
            string line = File.ReadAllText(PathOf("stat"));
            string[] fields = line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields[StateField] is "Z" or "X"
                || (ulong.Parse(fields[FlagsField], CultureInfo.InvariantCulture) & IsExiting) != 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>What the threads of the process do, a letter each; see proc(5).</summary>
    internal List<char> ReadThreadStates()
    {
        var states = new List<char>();
        string[] threads = Directory.Exists(PathOf("task")) ? Directory.GetDirectories(PathOf("task")) : [];
        foreach (string thread in threads)
        {
            try
            {
                // The name stands in brackets and may hold any letter, also brackets.
                string stat = File.ReadAllText(Path.Combine(thread, "stat"));
                states.Add(stat[stat.LastIndexOf(')') + 2]);
            }
            catch (IOException)
            {
                // The thread has ended.
            }
        }

        return states.Count > 0 ? states : throw Exited();
    }

    internal PageSourceException Failure(string reason) => new($"process {process}: {reason}");

    internal PageSourceException NotPermitted() => Failure(NoPermission);

    internal PageSourceException Exited() => new($"process {process} exited while it was read");

    private string PathOf(string name) => $"/proc/{process}/{name}";

    private string ReadText(string name)
    {
        try
        {
            return File.ReadAllText(PathOf(name));
        }
        catch (UnauthorizedAccessException)
        {
            throw NotPermitted();
        }
        catch (IOException exception)
        {
            throw Explain(exception);
        }
    }

    private PageSourceException Explain(IOException exception)
    {
        if (!Directory.Exists(PathOf("")))
        {
            return Failure("there is no such process");
        }

        // The system's errors come as they are in HResult.
        return exception.HResult == Errno.NoSuchProcess
            ? WithoutMemory()
            : Failure(exception.Message.ReplaceLineEndings(" "));
    }

    // A process without an address space is a thread of the kernel, or is about to exit, or waits for its parent.
    private PageSourceException WithoutMemory() =>
        HasExited()
            ? Failure("it has exited")
            : Failure("it is a thread of the kernel, which has no memory of its own");
}
