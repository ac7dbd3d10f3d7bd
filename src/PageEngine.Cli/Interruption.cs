using System.Runtime.InteropServices;

namespace PageEngine.Cli;

/// <summary>Turns Ctrl-C and SIGTERM into a request to end; a second one ends the process at once.</summary>
/// <remarks>
/// What comes within half a second of the first is the same wish: <c>timeout</c> sends its signal to the process and then
/// to the group that the process is in.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan SameWish = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _source = new();
    private long _first;
    private readonly PosixSignalRegistration[] _registrations;
    private volatile int _exitCode;

    internal Interruption() =>
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, Cli.ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, Cli.ExitCode.Terminated)),
        ];

    internal CancellationToken Token => _source.Token;

    /// <summary>What to answer to the shell if the run was ended; else 0.</summary>
    internal int ExitCode => _exitCode;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void End(PosixSignalContext context, int exitCode)
    {
        if (_source.IsCancellationRequested)
        {
            context.Cancel = TimeProvider.System.GetElapsedTime(_first) < SameWish;
            return;
        }

        context.Cancel = true;
        _first = TimeProvider.System.GetTimestamp();
        _exitCode = exitCode;
        _source.Cancel();
    }
}
