using System.Diagnostics;

namespace PageEngine.Linux.Tests;

public sealed class RefusedProcessesTests
{
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    [InlineData(-7)]
    public void A_number_without_a_process_is_refused(int pid) =>
        Assert.Equal($"process {pid}: there is no such process", Refused(pid));

    [Fact]
    public void A_process_that_exited_before_is_refused()
    {
        using var child = new Child();
        child.End();
        Assert.Equal($"process {child.Id}: there is no such process", Refused(child.Id));
    }

    [Fact]
    public void A_process_that_exited_and_waits_for_its_parent_is_refused()
    {
        // The shell starts a child and becomes cat, which never asks how the child ended.
        using var parent = new Child("sh", "-c", "sleep 60 >/dev/null & echo $!; exec cat");
        int pid = int.Parse(parent.FirstLine);
        SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{parent.Id}/comm") == "cat\n");
        using (Process grandchild = Process.GetProcessById(pid))
        {
            grandchild.Kill();
        }

        string status = $"/proc/{pid}/status";
        SpinWait.SpinUntil(() => File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal));
        Assert.Equal($"process {pid}: it has exited", Refused(pid));
    }

    [Fact]
    public void A_thread_of_the_kernel_is_refused()
    {
        const int Kthreadd = 2;
        if (!File.Exists($"/proc/{Kthreadd}/comm") || File.ReadAllText($"/proc/{Kthreadd}/comm") != "kthreadd\n")
        {
            Assert.Skip("the kernel's threads cannot be seen from this container");
        }

        string reason = Environment.IsPrivilegedProcess ? "a thread of the kernel" : "process 2: ";
        Assert.Contains(reason, Refused(Kthreadd), StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_of_somebody_else_is_refused_with_advice()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Skip("permissions do not bind the superuser, who runs this");
        }

        Assert.Contains("no permission to read its memory; run as root", Refused(1), StringComparison.Ordinal);
    }

    private static string Refused(int pid)
    {
        string message = Assert.Throws<PageSourceException>(() => ProcessMemory.Open(pid).Dispose()).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
