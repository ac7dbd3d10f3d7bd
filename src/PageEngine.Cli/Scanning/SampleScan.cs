using PageEngine.Images;

namespace PageEngine.Cli.Scanning;

/// <summary>Makes sample dumps and scans them: something to look at without memory of one's own.</summary>
internal static class SampleScan
{
    /// <summary>Runs a scan over sample dumps.</summary>
    /// <param name="request">What was asked for, without files.</param>
    /// <param name="directory">Where the dumps are written and kept; null for a place that is removed afterwards.</param>
    /// <param name="context">Where the scan runs.</param>
    internal static int Run(ScanRequest request, string? directory, ToolContext context)
    {
        if (directory is not null)
        {
            return Scan(request, directory, context);
        }

        DirectoryInfo temporary = Directory.CreateTempSubdirectory("pageengine-sample-");
        try
        {
            return Scan(request with { HidesDirectories = true }, temporary.FullName, context);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static int Scan(ScanRequest request, string directory, ToolContext context)
    {
        SampleImageSet samples;
        try
        {
            samples = SampleImages.Write(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            context.Messages.Say(directory, $"the sample dumps cannot be written: {exception.Message}");
            return ExitCode.Failed;
        }

        return new ScanSession(request with { Paths = [.. samples.Images.Select(static image => image.Path)] }, context).Run();
    }
}
