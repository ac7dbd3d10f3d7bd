using System.Diagnostics;

namespace PageEngine.Linux.Tests;

/// <summary>A child process that waits for input, so its memory stands still; it ends with the test.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    internal Child(string program = "cat", params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

        // What comes back was read by the program, so it has started up; asleep, it waits for more.
        _process.StandardInput.WriteLine("ready");
        _process.StandardInput.Flush();
        FirstLine = _process.StandardOutput.ReadLine()!;
        string status = $"/proc/{Id}/status";
        SpinWait.SpinUntil(() => File.ReadAllText(status).Contains("State:\tS", StringComparison.Ordinal));
    }

    internal int Id => _process.Id;

    internal string FirstLine { get; }

    /// <summary>Writes a line to the child and tells what it answers.</summary>
    internal string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine()!;
    }

    internal void End()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        End();
        _process.Dispose();
    }
}
