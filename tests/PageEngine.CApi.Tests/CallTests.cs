using System.Text.Json;

namespace PageEngine.CApi.Tests;

/// <summary>C and Python programs that call the library.</summary>
public sealed class CallTests
{
    // Reads and writes beyond memory, use after free, undefined behaviour; leaks are looked for at the end.
    private static readonly string[] Sanitizers =
        ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"];

    private static readonly Dictionary<string, string> SanitizerOptions = new()
    {
        // The library has its own handler for faults of its memory.
        ["ASAN_OPTIONS"] = "detect_leaks=1:handle_segv=0:allow_user_segv_handler=1:abort_on_error=0",
        ["LSAN_OPTIONS"] = $"suppressions={Path.Combine(AppContext.BaseDirectory, "leaks.txt")}:print_suppressions=0",
    };

    [Fact]
    public void Every_function_refuses_bad_arguments_and_memory_stays_in_order()
    {
        ProcessRun run = RunSanitized(Native("bad_arguments.c"), "bad_arguments").WasGood();
        Assert.Empty(run.Error);
        Assert.Equal("0 failures", run.Lines[^1]);
        Assert.DoesNotContain(run.Lines, static line => line.StartsWith("FAILED", StringComparison.Ordinal));
        foreach (string function in CHeader.Functions)
        {
            string[] lines = [.. run.Lines.Where(line => line.StartsWith($"ok {function}(", StringComparison.Ordinal))];
            Assert.NotEmpty(lines);
            bool hasStatus = function is not ("pe_version" or "pe_last_error" or "pe_status_name");
            bool isRefused = lines.Any(static line => line.Contains("PE_ERROR_", StringComparison.Ordinal));
            Assert.True(isRefused || !hasStatus, function);
        }
    }

    [Fact]
    public void Threads_have_errors_of_their_own_and_a_host_may_be_freed_while_they_use_it()
    {
        ProcessRun run = RunSanitized(Native("threads.c"), "threads").WasGood();
        Assert.Equal(("0 failures", ""), (run.Lines[^1], run.Error));
    }

    [Fact]
    public void A_host_that_is_forgotten_is_found_as_a_leak()
    {
        ProcessRun run = RunSanitized(Native("leak_control.c"), "leak_control");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("detected memory leaks", run.Error, StringComparison.Ordinal);
        Assert.Contains("ArenaAllocator", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_in_C_runs_without_a_leak()
    {
        ProcessRun run = RunSanitized(Sample("sample.c"), "sample_sanitized").WasGood();
        Assert.Empty(run.Error);
        CheckOutput(run);
    }

    [Fact]
    public void The_samples_in_C_and_Python_print_the_same()
    {
        string program = PublishedLibrary.Link(Sample("sample.c"), "sample");
        ProcessRun inC = ProcessRun.Of(program).WasGood();
        CheckOutput(inC);
        if (!ProcessRun.Exists("python3"))
        {
            Assert.Skip("there is no python3");
        }

        ProcessRun inPython = ProcessRun.Of(
            "python3", [Sample("sample.py")],
            new Dictionary<string, string> { ["PAGEENGINE_LIBRARY"] = PublishedLibrary.FileOrSkip }).WasGood();
        Assert.Equal(inC.Output, inPython.Output);
    }

    private static void CheckOutput(ProcessRun run)
    {
        Assert.Equal(
            [
                "25 frames serve 200 pages",
                "dirty: page 3, 1 of them",
                "web has ddddd!dd",
                "PE_ERROR_RANGE",
                "10 s, and things happened",
            ],
            run.Lines[..5]);
        Assert.Matches("^moved after [1-9][0-9]* rounds$", run.Lines[5]);
        Assert.Equal(["downtime under its limit: yes", "now on b: yes"], run.Lines[6..8]);
        JsonElement report = JsonDocument.Parse(run.Lines[8]).RootElement;
        Assert.Equal("b", report.GetProperty("destination").GetString());
        Assert.Equal(report.GetProperty("round_count").GetInt32(), report.GetProperty("rounds").GetArrayLength());
        Assert.Equal(
            report.GetProperty("downtime_ns").GetInt64(),
            new[] { "memory", "device", "exchange", "activation" }
                .Sum(part => report.GetProperty($"downtime_{part}_ns").GetInt64()));
    }

    private static ProcessRun RunSanitized(string source, string name)
    {
        PublishedLibrary.NeedCompiler();
        string program = PublishedLibrary.Link(source, name, Sanitizers);
        return ProcessRun.Of(program, (string[])[], SanitizerOptions);
    }

    private static string Native(string name) => Path.Combine(AppContext.BaseDirectory, "Native", name);

    private static string Sample(string name) => Path.Combine(PublishedLibrary.SourceDirectory, "samples", name);
}
