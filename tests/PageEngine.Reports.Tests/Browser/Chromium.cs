using System.Diagnostics;

namespace PageEngine.Reports.Tests;

/// <summary>A browser without a window, with a profile of its own, cut off from the network.</summary>
internal sealed class Chromium : IDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _program;
    private readonly Scratch _profile = new();

    private Chromium(string program)
    {
        _program = program;
    }

    /// <summary>The browser of this machine; without one the test is skipped.</summary>
    internal static Chromium FindOrSkip()
    {
        string[] directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string? program = Names
            .SelectMany(name => directories.Append("/usr/bin").Select(directory => Path.Combine(directory, name)))
            .FirstOrDefault(File.Exists);
        if (program is null)
        {
            Assert.Skip("no Chromium on this machine: the Debian package is called chromium");
        }

        return new Chromium(program);
    }

    /// <summary>The document of a page as it is after loading.</summary>
    internal string Load(string path, params string[] options) => Run([.. options, "--dump-dom", ToUrl(path)]);

    /// <summary>A picture of a page, written to a file.</summary>
    internal void Draw(string path, string picture, int width, int height, params string[] options)
    {
        string[] shot = ["--hide-scrollbars", $"--window-size={width},{height}", $"--screenshot={picture}"];
        Run([.. options, .. shot, ToUrl(path)]);
        Assert.True(File.Exists(picture), "the browser took no picture");
    }

    public void Dispose() => _profile.Dispose();

    private static string ToUrl(string path) => new Uri(path).AbsoluteUri;

    private string Run(string[] options)
    {
        ProcessStartInfo start = new(_program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] all =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            $"--user-data-dir={_profile.Directory}", .. options,
        ];
        foreach (string option in all)
        {
            start.ArgumentList.Add(option);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the browser did not end within {Patience}");
        }

        Assert.True(process.ExitCode == 0, $"the browser failed: {errors.GetAwaiter().GetResult()}");
        return output.GetAwaiter().GetResult();
    }
}
