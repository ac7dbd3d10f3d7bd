using System.Diagnostics;

namespace PageEngine.Linux.Tests;

public sealed class StoppedProcessTests : IDisposable
{
    private readonly Process _process = StartOrSkip();

    [Fact]
    public void A_process_stands_still_until_it_is_let_go()
    {
        using (StoppedProcess stopped = StoppedProcess.Stop(_process.Id))
        {
            Assert.True(stopped.WasRunning);
            Assert.Equal('T', State());
            stopped.Continue();
            SpinWait.SpinUntil(() => State() != 'T');
            stopped.Continue();
        }

        using (StoppedProcess.Stop(_process.Id))
        {
            Assert.Equal('T', State());
        }

        SpinWait.SpinUntil(() => State() != 'T');
    }

    [Fact]
    public void A_process_that_somebody_else_stopped_stays_stopped()
    {
        using StoppedProcess outer = StoppedProcess.Stop(_process.Id);
        using (StoppedProcess inner = StoppedProcess.Stop(_process.Id))
        {
            Assert.False(inner.WasRunning);
        }

        Assert.Equal('T', State());
    }

    [Fact]
    public void What_cannot_be_stopped_is_said()
    {
        PageSourceException self =
            Assert.Throws<PageSourceException>(() => StoppedProcess.Stop(Environment.ProcessId));
        Assert.Contains("cannot stop itself", self.Message);
        PageSourceException missing = Assert.Throws<PageSourceException>(() => StoppedProcess.Stop(int.MaxValue));
        Assert.Equal($"process {int.MaxValue}: there is no such process", missing.Message);
    }

    [Fact]
    public void A_directory_is_made_durable_and_one_that_is_not_there_is_said()
    {
        string directory = Directory.CreateTempSubdirectory("pageengine-").FullName;
        DurableDirectory.Sync(directory);
        Directory.Delete(directory);
        Assert.StartsWith(directory, Assert.Throws<IOException>(() => DurableDirectory.Sync(directory)).Message);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private char State()
    {
        string stat = File.ReadAllText($"/proc/{_process.Id}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }

    private static Process StartOrSkip()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("processes are stopped on Linux only");
        }

        return Process.Start("sleep", "600");
    }
}
