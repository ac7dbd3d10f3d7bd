using PageEngine.Cli.Estimates;
using Spectre.Console;

namespace PageEngine.Cli.Scanning;

/// <summary>One scan from the files to the result.</summary>
internal sealed class ScanSession(ScanRequest request, ToolContext context)
{
    /// <summary>Opens, scans, counts and writes.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal int Run()
    {
        long start = context.Clock.GetTimestamp();
        List<ScanInput> inputs = request.ProcessId is { } process
            ? ScanInputs.OpenProcess(process, context.Messages)
            : ScanInputs.OpenFiles(request, context.Messages);
        int asked = request.ProcessId is null ? request.Paths.Count : 1;
        return Run(inputs, inputs.Count == asked, start);
    }

    /// <summary>Scans images that are open, counts and writes; the images are closed behind it.</summary>
    /// <param name="inputs">The images.</param>
    /// <param name="allGood">Whether these are all images that were asked for.</param>
    /// <param name="start">When the work began, by the context's clock.</param>
    internal int Run(List<ScanInput> inputs, bool allGood, long start)
    {
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
        HostScan.ThrowIfTooLarge(pages);
        try
        {
            using PageHost host = new(new SourceFrameStore(inputs, HostScan.StoreOptions()), SharingPotential.ScanOptions);
            HostScan.Run(host, "scanning", request.Workers, context);
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

        console.WriteLine("Scanned " + Figures.Speed(result.Potential.Total.Pages, result.Seconds));
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
