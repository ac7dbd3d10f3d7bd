using System.Diagnostics;
using PageEngine.Images;
using PageEngine.TestSupport;

namespace PageEngine.Cli.Tests;

/// <summary>What stops the tool as a process of its own, from outside: SIGKILL, a full disk.</summary>
public sealed class SnapshotCrashTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_writer_that_is_killed_at_any_moment_leaves_the_last_complete_checkpoint()
    {
        string tool = ToolOrSkip();
        for (int seed = 1; seed <= 5; seed++)
        {
            Random random = new(seed);
            byte[][] first = [.. Enumerable.Range(0, 40).Select(_ => Pages.Noise(random))];
            byte[][] second = [.. Enumerable.Range(0, 6000).Select(_ => Pages.Noise(random))];
            string archive = _scratch.File($"{seed}.pea");
            string small = _scratch.Dump("small.raw", first);
            Assert.Equal(0, ToolRun.Of("snapshot", "create", archive, small).ExitCode);
            long before = new FileInfo(archive).Length;
            long target = before + random.Next(second.Length * Page.Size);
            using (Process writer = Process.Start(tool,
                ["snapshot", "create", archive, _scratch.Dump("large.raw", second), "--compress", "none", "--json"]))
            {
                SpinWait.SpinUntil(() => writer.HasExited || new FileInfo(archive).Length >= target);
                writer.Kill();
                writer.WaitForExit();
            }

            RequireStates(archive, seed, first, second);
            Assert.Equal(0, ToolRun.Of("snapshot", "create", archive, small).ExitCode);
            Assert.Equal(0, ToolRun.Of("snapshot", "verify", archive).ExitCode);
            File.Delete(archive);
        }
    }

    [Fact]
    public void A_full_disk_is_said_and_leaves_the_archive_as_it_was()
    {
        string mount = _scratch.File("full");
        Directory.CreateDirectory(mount);
        if (Run("mount", "-t", "tmpfs", "-o", "size=2m", "pageengine-test", mount) is { Length: > 0 } reason)
        {
            Assert.Skip($"a small file system cannot be mounted here: {reason}");
        }

        try
        {
            string archive = Path.Combine(mount, "a.pea");
            byte[][] first = [Pages.Text(1), Pages.Text(2)];
            string small = _scratch.Dump("small.raw", first);
            string large = _scratch.Dump(
                "large.raw", Enumerable.Range(0, 1000).Select(static i => Pages.Noise(new Random(i))));
            ToolRun never = ToolRun.Of("snapshot", "create", archive, large);
            Assert.Equal(1, never.ExitCode);
            Assert.Equal([archive + ".lock"], Directory.GetFiles(mount));

            Assert.Equal(0, ToolRun.Of("snapshot", "create", archive, small).ExitCode);
            byte[] before = File.ReadAllBytes(archive);
            ToolRun full = ToolRun.Of("snapshot", "create", archive, large, "--workers", "2");
            Assert.Equal((1, ""), (full.ExitCode, full.Output));
            Assert.Contains("No space left on device", Assert.Single(full.ErrorLines));
            Assert.Equal(before, File.ReadAllBytes(archive));
            Assert.Equal(0, ToolRun.Of("snapshot", "create", archive, small).ExitCode);
            RequireStates(archive, 0, first, first);

            ToolRun restore = ToolRun.Of("snapshot", "restore", archive, "1", Path.Combine(mount, "no", "back.raw"));
            Assert.Equal(1, restore.ExitCode);
        }
        finally
        {
            Run("umount", mount);
        }
    }

    public void Dispose() => _scratch.Dispose();

    // The first state is there; the second, wholly or not at all.
    private static void RequireStates(string path, int seed, byte[][] first, byte[][] second)
    {
        using MemoryArchive archive = MemoryArchive.Open(path);
        Assert.InRange(archive.Checkpoints.Count, 1, 2);
        foreach (MemoryCheckpoint checkpoint in archive.Checkpoints)
        {
            byte[][] state = checkpoint.Number == 1 ? first : second;
            using MemoryImage image = archive.OpenCheckpoint(checkpoint);
            byte[] pages = new byte[state.Length * Page.Size];
            Assert.Equal(state.Length, image.Read(0, pages));
            Assert.True(state.SelectMany(static page => page).SequenceEqual(pages), $"seed {seed}: the pages differ");
        }
    }

    private static string ToolOrSkip()
    {
        bool isRelease = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal);
        string configuration = isRelease ? "Release" : "Debug";
        string tool = Repository.PathOf($"src/PageEngine.Cli/bin/{configuration}/net10.0/pageengine");
        if (!File.Exists(tool))
        {
            Assert.Skip($"the tool was not built as a program: {tool}");
        }

        return tool;
    }

    /// <summary>Runs a program; what went wrong, or nothing.</summary>
    private static string Run(string program, params string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? "" : $"{error.Trim()} ({process.ExitCode})";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
