using System.Diagnostics;
using System.Globalization;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Table;

/// <summary>One sharing pass over many guests of 4 GiB whose pages are tokens; run in a process of its own.</summary>
/// <remarks>
/// Every page of every guest is mapped and due. At random, a quarter are zero, a quarter have one of 262 144 contents
/// that all guests have in common, and half are like no other page.
/// </remarks>
internal static class TokenPass
{
    internal const string Command = "token-pass";
    private const ulong PagesPerGuest = 1 << 20;
    private const int CommonContents = 1 << 18;
    private const ulong FirstOwnToken = 1ul << 32;
    private static readonly ByteSize GuestSize = ByteSize.FromPages(PagesPerGuest);

    internal static PeerResult RunInChild(int guests, int workers, string pages) =>
        ChildProcess.Run(Command, $"{guests}", $"{workers}", pages);

    /// <summary>Runs the pass and prints <c>key=value</c> lines.</summary>
    internal static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [var guestText, var workerText, var pagesName]
            || !int.TryParse(guestText, NumberStyles.None, CultureInfo.InvariantCulture, out int guests)
            || !int.TryParse(workerText, NumberStyles.None, CultureInfo.InvariantCulture, out int workers)
            || Pages.Kinds.FirstOrDefault(kind => kind.Name == pagesName) is not { } pages
            || guests is < 1 or > 256)
        {
            throw new BadUsageException($"{Command} wants the number of guests and of workers and the kind of pages");
        }

        WarmUp(pages, workers);
        Measure(pages, guests, workers, print: true);
        return 0;
    }

    private static void WarmUp(Pages pages, int workers) =>
        TableContext.WarmUp(() => Measure(pages, guests: 1, workers, print: false));

    private static void Measure(Pages pages, int guests, int workers, bool print)
    {
        ByteSize capacity = ByteSize.FromPages(PagesPerGuest * (ulong)guests);
        using PageHost host = new(
            new TokenFrameStore(capacity, new() { Allocator = pages.Allocator }),
            new SharingOptions { CleanScans = 0, UseZeroPages = true });
        host.Sharer.Scan(0, workers); // starts the workers; there is nothing to visit yet
        SharingReport expected = Fill(host, guests);
        double seconds = TableContext.Seconds(() => host.Sharer.ScanOnce(workers));
        SharingReport report = host.Sharer.Report;
        if (report.PagesShared != expected.PagesShared || report.PagesSharing != expected.PagesSharing
            || report.ZeroPages != expected.ZeroPages || report.PagesUnshared != expected.PagesUnshared)
        {
            throw new WrongResultException($"the pass came to {report}; the tokens were made as {expected}");
        }

        if (print)
        {
            using Process self = Process.GetCurrentProcess();
            Console.WriteLine($"pages={report.PagesScanned}");
            Console.WriteLine(FormattableString.Invariant($"seconds={seconds:F6}"));
            Console.WriteLine($"peak_bytes={self.PeakWorkingSet64}");
            Console.WriteLine($"metadata_bytes={report.MetadataBytes}");
            Console.WriteLine($"pages_shared={report.PagesShared}");
            Console.WriteLine($"pages_sharing={report.PagesSharing}");
            Console.WriteLine($"zero_pages={report.ZeroPages}");
        }
    }

    /// <summary>Writes every page of all guests and counts what a pass must come to.</summary>
    private static SharingReport Fill(PageHost host, int guests)
    {
        byte[] seen = new byte[CommonContents]; // how often, up to 2
        ulong zero = 0, common = 0, own = 0;
        var random = new SplitMix64(7);
        for (int number = 0; number < guests; number++)
        {
            GuestMemory guest = host.AddGuest($"guest {number}", GuestSize);
            for (ulong page = 0; page < PagesPerGuest; page++)
            {
                ulong draw = random.Next();
                ulong content = draw >> 8 & (CommonContents - 1);
                ulong token = (draw & 3) switch
                {
                    0 => 0,
                    1 => content + 1,
                    _ => FirstOwnToken + ++own,
                };
                guest.Write(new GuestFrameNumber(page), new PageToken(token));
                zero += token == 0 ? 1ul : 0;
                if (token is > 0 and < FirstOwnToken)
                {
                    common++;
                    seen[content] = (byte)Math.Min(seen[content] + 1, 2);
                }
            }
        }

        ulong shared = (ulong)seen.Count(count => count == 2);
        ulong once = (ulong)seen.Count(count => count == 1);
        return new()
        {
            ZeroPages = zero,
            PagesShared = shared,
            PagesSharing = common - once - shared,
            PagesUnshared = own + once,
        };
    }
}
