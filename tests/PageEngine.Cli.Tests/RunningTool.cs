using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PageEngine.Cli.Tests;

/// <summary>
/// A run of <c>pageengine receive</c> beside the test, in its process or in one of its own that can be killed.
/// </summary>
internal sealed partial class RunningTool : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly LineWriter _error = new();
    private readonly StringWriter _output = new();
    private readonly Thread? _thread;
    private readonly Process? _process;
    private int _exitCode;

    private RunningTool(string[] args, bool isProcess)
    {
        if (!isProcess)
        {
            _thread = new Thread(() => _exitCode = Program.Run(args, _output, _error, terminal: null, _stop.Token)) { IsBackground = true };
            _thread.Start();
            return;
        }

        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PageEngine.Cli.dll"), .. args])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What was said so far.</summary>
    internal string Error => _error.ToString();

    internal string Output => _output.ToString();

    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;

    internal int ProcessId => _process!.Id;

    internal bool HasExited => _process!.HasExited;

    internal static RunningTool InProcess(params string[] args) => new(args, isProcess: false);

    internal static RunningTool Apart(params string[] args) => new(args, isProcess: true);

    /// <summary>Waits until a receiver listens, and says where.</summary>
    internal string Address()
    {
        string line = _error.WaitForLine("listening on ");
        return AddressIn().Match(line).Value;
    }

    internal int Wait()
    {
        _thread?.Join();
        _process?.WaitForExit();
        return _process?.ExitCode ?? _exitCode;
    }

    internal void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread?.Join();
        if (_process is not null)
        {
            Kill();
            _process.Dispose();
        }

        _stop.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private static void Keep(TextWriter writer, string? line)
    {
        if (line is not null)
        {
            lock (writer)
            {
                writer.WriteLine(line);
            }
        }
        else if (writer is LineWriter lines)
        {
            lines.End();
        }
    }

    [GeneratedRegex(@"[\d.]+:\d+")]
    private static partial Regex AddressIn();

    /// <summary>Keeps lines, and lets others wait for one.</summary>
    private sealed class LineWriter : StringWriter
    {
        private readonly object _gate = new();
        private bool _isOver;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            lock (_gate)
            {
                base.WriteLine(value);
                Monitor.PulseAll(_gate);
            }
        }

        public override string ToString()
        {
            lock (_gate)
            {
                return base.ToString();
            }
        }

        internal void End()
        {
            lock (_gate)
            {
                _isOver = true;
                Monitor.PulseAll(_gate);
            }
        }

        internal string WaitForLine(string part)
        {
            lock (_gate)
            {
                while (true)
                {
                    string text = base.ToString();
                    string? line = text.Split('\n').FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal));
                    if (line is not null)
                    {
                        return line;
                    }

                    Assert.False(_isOver, text);
                    Monitor.Wait(_gate);
                }
            }
        }
    }
}
