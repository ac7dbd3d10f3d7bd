using PageEngine.Cli.Estimates;
using PageEngine.Linux;
using Spectre.Console;

namespace PageEngine.Cli.Scanning;

/// <summary>One scan from the files to the result.</summary>
internal sealed class ScanSession(ScanRequest request, ToolContext context)
{
    // Small enough that Ctrl-C and the progress bar wait for milliseconds only.
    private const ulong PagesPerSlice = 8192;

    /// <summary>The most pages that one host can hold: 16 TiB, less a page.</summary>
    private const ulong MaxPages = uint.MaxValue - 1;

    /// <summary>Opens, scans, counts and writes.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal int Run()
    {
        long start = context.Clock.GetTimestamp();
        List<ScanInput> inputs = request.ProcessId is { } process
            ? ScanInputs.OpenProcess(process, context.Messages)
            : ScanInputs.OpenFiles(request, context.Messages);
        int asked = request.ProcessId is null ? request.Paths.Count : 1;
        bool allGood = inputs.Count == asked;
        try
        {
            while (inputs.Count > 0)
            {
                if (TryScan(inputs, start))
                {
                    return allGood ? ExitCode.Fine : ExitCode.Failed;
                }

                allGood = false;
                DropFailed(inputs);
            }

            return ExitCode.Failed;
        }
        finally
        {
            inputs.ForEach(static input => input.Close());
        }
    }

    /// <summary>Scans all inputs and writes the result. False when one of them failed; nothing was written then.</summary>
    private bool TryScan(List<ScanInput> inputs, long start)
    {
        ulong pages = inputs.Aggregate(0UL, static (sum, input) => sum + input.PageCount);
        if (pages > MaxPages)
        {
            throw new IOException($"the images have {Figures.Pages(pages)} together, and a scan takes {Figures.Count(MaxPages)}");
        }

        try
        {
            FrameStoreOptions options = OperatingSystem.IsLinux() ? new() { Allocator = new HugePageArenaAllocator() } : new();
            using PageHost host = new(new SourceFrameStore(inputs, options), SharingPotential.ScanOptions);
            Scan(host, pages);
            ScanResult result = new(request, inputs, SharingPotential.Measure(host), context.SecondsSince(start));
            NoteWhatIsMissing(host, inputs);
            if (request.AsJson)
            {
                ScanJson.Write(result, context.Output);
            }
            else
            {
                WriteForPeople(host, result);
            }

            return true;
        }
        catch (PageSourceException) when (inputs.Exists(static input => input.Failure is not null))
        {
            return false;
        }
    }

    private void Scan(PageHost host, ulong pages)
    {
        context.Progress.Begin("scanning", pages);
        ulong done = 0;
        ulong visited;
        do
        {
            context.Cancellation.ThrowIfCancellationRequested();
            visited = host.Sharer.Scan(PagesPerSlice, request.Workers);
            done += visited;
            context.Progress.Report(done);
        }
        while (visited == PagesPerSlice);
        context.Progress.Wipe();
    }

    private void WriteForPeople(PageHost host, ScanResult result)
    {
        // The estimate reads pages once more and may fail; nothing is written before it is there.
        ShrinkEstimate? estimate = request.EstimatePages == 0
            ? null
            : new ShrinkEstimator(new KeptPages(host, result.Inputs), request.Workers)
                .Estimate(request.EstimatePages, context.Progress, context.Cancellation);
        IAnsiConsole console = Tables.Open(context.Output);
        ScanTables.Write(result, console);
        if (estimate is not null)
        {
            ScanTables.Write(estimate, result.Potential, console);
        }

        console.WritePlainLine("Scanned " + Figures.Speed(result.Potential.Total.Pages, result.Seconds));
    }

    private void NoteWhatIsMissing(PageHost host, List<ScanInput> inputs)
    {
        var store = (SourceFrameStore)host.Store;
        for (int i = 0; i < inputs.Count; i++)
        {
            ulong lost = (ulong)store.UnreadablePagesIn(i);
            if (lost > 0)
            {
                context.Messages.Say(inputs[i].Title, $"{Figures.Pages(lost)} could not be read and are not counted");
            }
        }

        ulong unsettled = host.Sharer.Report.PagesVolatile;
        if (unsettled > 0)
        {
            context.Messages.Say($"{Figures.Pages(unsettled)} found no room in the index: equal ones among them count as different");
        }
    }

    private void DropFailed(List<ScanInput> inputs)
    {
        context.Progress.Wipe();
        foreach (ScanInput input in inputs.FindAll(static input => input.Failure is not null))
        {
            context.Messages.Say(input.Failure!.Message);
            input.Close();
            inputs.Remove(input);
        }
    }
}
