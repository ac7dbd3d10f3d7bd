using System.Runtime.InteropServices;
using PageEngine.TestSupport;

namespace PageEngine.CApi.Tests;

/// <summary>libpageengine.so, published once for all tests of a run, and C programs linked with it.</summary>
/// <remarks>PAGEENGINE_CAPI may name the directory of a library that was published before.</remarks>
internal static class PublishedLibrary
{
    private const string Name = "libpageengine.so";

    private static readonly Lazy<(string? Directory, string Reason)> Published = new(Publish);

    internal static string SourceDirectory => Repository.PathOf("native-interop/capi");

    internal static string Header => Path.Combine(SourceDirectory, "include", "pageengine.h");

    /// <summary>The library; the test is skipped where none can be made, with the reason.</summary>
    internal static string FileOrSkip => Path.Combine(DirectoryOrSkip, Name);

    private static string DirectoryOrSkip
    {
        get
        {
            (string? directory, string reason) = Published.Value;
            if (directory is null)
            {
                Assert.Skip(reason);
            }

            return directory;
        }
    }

    /// <summary>Compiles a C program, links it with the library and tells where it is.</summary>
    /// <param name="source">The file with the program.</param>
    /// <param name="name">What to call the program.</param>
    /// <param name="options">More options of the compiler.</param>
    internal static string Link(string source, string name, params string[] options)
    {
        string directory = DirectoryOrSkip;
        string program = Path.Combine(directory, name);
        ProcessRun.Of("gcc", [
            "-std=c11", "-D_GNU_SOURCE", "-O1", "-g", "-Wall", "-Wextra", "-Werror", .. options,
            "-I", Path.GetDirectoryName(Header)!, source, "-o", program,
            "-L", directory, $"-l:{Name}", "-Wl,-rpath,$ORIGIN", "-pthread"]).WasGood();
        return program;
    }

    /// <summary>Skips the test where there is no C compiler.</summary>
    internal static void NeedCompiler()
    {
        if (!ProcessRun.Exists("gcc"))
        {
            Assert.Skip("there is no gcc");
        }
    }

    private static (string? Directory, string Reason) Publish()
    {
        if (Environment.GetEnvironmentVariable("PAGEENGINE_CAPI") is { Length: > 0 } given)
        {
            return (Path.GetFullPath(given), "");
        }

        if (!OperatingSystem.IsLinux())
        {
            return (null, "the C library is for Linux");
        }

        if (!ProcessRun.Exists("gcc"))
        {
            return (null, "there is no gcc, which links the library");
        }

        string directory = Path.Combine(AppContext.BaseDirectory, "capi");
        ProcessRun run = ProcessRun.Of(
            "dotnet",
            ["publish", SourceDirectory, "-c", "Release", "-o", directory, "-v", "q", "-nologo", "-nodeReuse:false"],
            new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" });
        bool cannotRestore = run.Output.Contains("error NU1", StringComparison.Ordinal);
        if (run.ExitCode != 0 && cannotRestore)
        {
            string machine = RuntimeInformation.RuntimeIdentifier;
            return (null, $"the ahead-of-time compiler for {machine} cannot be restored here");
        }

        run.WasGood();
        Assert.DoesNotContain("warning", run.Output, StringComparison.OrdinalIgnoreCase);
        return (directory, "");
    }
}
