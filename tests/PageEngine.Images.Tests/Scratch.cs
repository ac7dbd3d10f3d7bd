using System.Diagnostics;

namespace PageEngine.Images.Tests;

/// <summary>A directory for one test, removed behind it.</summary>
internal sealed class Scratch : IDisposable
{
    internal string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("pageengine-").FullName;

    internal string File(string name) => Path.Combine(Directory, name);

    internal string File(string name, ReadOnlySpan<byte> content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    /// <summary>Runs a program to its end, or skips the test with the reason that it is not there.</summary>
    internal static void RunOrSkip(string program, params string[] arguments)
    {
        bool isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(directory => System.IO.File.Exists(Path.Combine(directory, program)));
        if (!isThere)
        {
            Assert.Skip($"{program} is not on PATH");
        }

        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            Assert.Skip($"{program} failed on this machine: {errors.Trim()}");
        }
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
