using System.Diagnostics;

namespace PageEngine.Images.Tests;

public sealed class RealCoreTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_core_by_gcore_holds_the_memory_of_the_process()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("gcore is asked for");
        }

        using Process child = Process.Start(new ProcessStartInfo("cat")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            // What comes back was read by the child, so it has started up; asleep, it waits for more.
            child.StandardInput.WriteLine("ready");
            child.StandardInput.Flush();
            Assert.Equal("ready", child.StandardOutput.ReadLine());
            string status = $"/proc/{child.Id}/status";
            SpinWait.SpinUntil(() => File.ReadAllText(status).Contains("State:\tS", StringComparison.Ordinal));
            Scratch.RunOrSkip("gcore", "-o", _scratch.File("core"), $"{child.Id}");
            using MemoryImage image = MemoryImage.Open(_scratch.File($"core.{child.Id}"));
            Assert.Equal(MemoryImageFormat.ElfCore, image.Format);
            Assert.Equal(0UL, image.PaddedBytes);
            Assert.InRange(image.PageCount, 10UL, 100_000UL);

            // The child waits for input, so its memory stands still and the kernel can be asked for the same pages.
            string mem = $"/proc/{child.Id}/mem";
            using var memory = File.OpenHandle(mem, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] dumped = new byte[Page.Size];
            byte[] live = new byte[Page.Size];
            int differing = 0;
            for (ulong page = 0; page < image.PageCount && image.GetFrame(page).Address < 1UL << 63; page++)
            {
                Assert.Equal(1, image.Read(page, dumped));
                Assert.Equal(Page.Size, RandomAccess.Read(memory, live, (long)image.GetFrame(page).Address));
                differing += live.AsSpan().SequenceEqual(dumped) ? 0 : 1;
            }

            // One page may differ: the kernel writes into the thread's block on which processor it runs (rseq).
            Assert.InRange(differing, 0, 1);
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }
    }

    public void Dispose() => _scratch.Dispose();
}
