using PageEngine.TestSupport;

namespace PageEngine.Tests.Docs;

/// <summary>The ten lines of C# in README.md: they run, and they are the lines that stand there.</summary>
public sealed class QuickStartTests
{
    [Fact]
    public void The_quick_start_does_what_the_README_says()
    {
        byte[] payload = new byte[Page.Size];
        byte[] other = new byte[Page.Size];
        payload.AsSpan().Fill(1);
        other.AsSpan().Fill(2);

        // <quick-start>
        using PageHost host = new(ByteSize.FromMiB(64), new SharingOptions { CleanScans = 0 });
        GuestMemory web = host.AddGuest("web", ByteSize.FromMiB(16));
        GuestMemory db = host.AddGuest("db", ByteSize.FromMiB(16));
        web.Write(0x2000, payload);                                  // the same 4096 bytes in two guests
        db.Write(0x7000, payload);
        SharingReport sharing = host.Sharer.ScanOnce();              // one frame now serves both
        using DirtyCursor cursor = web.DirtyLog.OpenCursor();
        web.Write(0x2000, other);                                    // breaks the sharing, marks one page
        Span<PageRange> ranges = stackalloc PageRange[16];
        int count = cursor.Harvest(ranges);                          // the caller's span, nothing allocated
        // </quick-start>

        Assert.Equal((1UL, 1), (sharing.PagesSharing, count));
        Assert.Equal(new PageRange(new GuestFrameNumber(2), 1), ranges[0]);
        Assert.Equal(payload, db.ReadPage(7));
    }

    [Fact]
    public void The_quick_start_in_the_README_is_the_one_that_is_tested()
    {
        string[] tested = Between(
            File.ReadAllLines(Repository.PathOf("tests/PageEngine.Tests/Docs/QuickStartTests.cs")),
            "// <quick-start>",
            "// </quick-start>");
        string[] documented = Between(File.ReadAllLines(Repository.PathOf("README.md")), "```csharp", "```");
        Assert.Equal(tested, documented);
        Assert.Equal(10, documented.Length);
    }

    private static string[] Between(string[] lines, string first, string last) =>
        [.. lines.Select(line => line.Trim()).SkipWhile(line => line != first).Skip(1).TakeWhile(line => line != last)];
}
