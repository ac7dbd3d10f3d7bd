using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>A process that stands still, so that its memory is of one moment, until it is let go on.</summary>
/// <remarks>
/// The process is stopped with SIGSTOP and continued with SIGCONT: when this is disposed of, and at once when this
/// process is told to end by SIGINT, SIGTERM, SIGQUIT or SIGHUP. If this process is killed with SIGKILL the other one
/// stays stopped. A process that was stopped before by somebody else is left stopped. Thread-safe.
/// </remarks>
public sealed class StoppedProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly SafeFileHandle _process;
    private readonly PosixSignalRegistration[] _registrations;
    private int _isOurs;

    private StoppedProcess(SafeFileHandle process, bool isOurs)
    {
        _process = process;
        _isOurs = isOurs ? 1 : 0;
        _registrations = isOurs
            ? Array.ConvertAll(
                (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP],
                signal => PosixSignalRegistration.Create(signal, _ => Continue()))
            : [];
    }

    /// <summary>Whether the process was running and is stopped by this.</summary>
    public bool WasRunning => _registrations.Length > 0;

    /// <summary>Stops a process and returns when none of its threads runs any more.</summary>
    /// <param name="pid">The number of the process.</param>
    /// <exception cref="PageSourceException">
    /// There is no such process, it may not be stopped, is this one, or does not stop within five seconds.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public static StoppedProcess Stop(int pid)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("live processes are stopped on Linux only");
        }

        var files = new ProcessFiles(pid);
        if (pid == Environment.ProcessId)
        {
            throw files.Failure("a process cannot stop itself and go on reading");
        }

        var process = new SafeFileHandle(ProcessCalls.OpenProcess(pid), ownsHandle: true);
        if (process.IsInvalid)
        {
            string reason = Errno.Last == Errno.NoSuchProcess ? "there is no such process" : Errno.Describe(Errno.Last);
            process.Dispose();
            throw files.Failure(reason);
        }

        bool wasStopped = files.ReadThreadStates().All(static state => state is 'T' or 't');
        var stopped = new StoppedProcess(process, !wasStopped);
        try
        {
            stopped.WaitUntilStopped(files);
            return stopped;
        }
        catch
        {
            stopped.Dispose();
            throw;
        }
    }

    /// <summary>Lets the process go on; once is enough.</summary>
    public void Continue()
    {
        if (Interlocked.Exchange(ref _isOurs, 0) == 1)
        {
            _ = SignalCalls.Send(_process, SignalCalls.Continue);
        }
    }

    /// <summary>Lets the process go on.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        Continue();
        _process.Dispose();
    }

    // A thread that waits for a device stops before it is back in its program; it writes no memory until then.
    private void WaitUntilStopped(ProcessFiles files)
    {
        if (!WasRunning)
        {
            return;
        }

        if (SignalCalls.Send(_process, SignalCalls.Stop) < 0)
        {
            throw files.Failure($"it cannot be stopped: {Errno.Describe(Errno.Last)}");
        }

        long start = Stopwatch.GetTimestamp();
        while (files.ReadThreadStates().Any(static state => state is 'R' or 'S'))
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw files.Failure("it did not stop");
            }

            Thread.Sleep(Step);
        }
    }
}
