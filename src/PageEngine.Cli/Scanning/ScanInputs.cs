using PageEngine.Images;
using PageEngine.Linux;

namespace PageEngine.Cli.Scanning;

/// <summary>Opens images, and says on stderr what their readers should know.</summary>
internal static class ScanInputs
{
    /// <summary>Opens a memory image in a file.</summary>
    /// <exception cref="PageSourceException">The file is no image that can be read.</exception>
    internal static MemoryImage OpenImage(string path, bool asRaw, Messages messages)
    {
        MemoryImage image = MemoryImage.Open(path, new MemoryImageOptions
        {
            Format = asRaw ? MemoryImageFormat.Raw : null,
            FindData = SparseFile.FindData,
        });
        if (image.PageCount == 0)
        {
            image.Dispose();
            throw new PageSourceException($"{path}: there is no memory in it");
        }

        if (image.PaddedBytes > 0)
        {
            string part = image.Format == MemoryImageFormat.Raw ? "the last part is" : "some parts are";
            messages.Say(path, $"{part} no whole page and was padded with {Figures.Bytes(image.PaddedBytes)} of zeros");
        }

        if (image.AbsentPages > 0)
        {
            messages.Say(path, $"{Figures.Pages(image.AbsentPages)} named in it without bytes are not counted");
        }

        return image;
    }

    /// <summary>Opens the files of a request; those that fail are said on stderr and left out.</summary>
    internal static List<ScanInput> OpenFiles(ScanRequest request, Messages messages)
    {
        List<ScanInput> inputs = [];
        foreach (string path in request.Paths)
        {
            try
            {
                string name = request.HidesDirectories ? Path.GetFileName(path) : path;
                inputs.Add(new ScanInput(OpenImage(path, request.AsRaw, messages), name, name));
            }
            catch (PageSourceException exception)
            {
                messages.Say(exception.Message);
            }
        }

        return inputs;
    }

    /// <summary>Opens a live process; if that fails it is said on stderr and the list is empty.</summary>
    internal static List<ScanInput> OpenProcess(int processId, Messages messages)
    {
        try
        {
            ProcessMemory process = ProcessMemory.Open(processId);
            if (process.PageCount == 0)
            {
                process.Dispose();
                throw new PageSourceException($"process {processId}: it has no pages of its own");
            }

            foreach (string note in process.Notes)
            {
                messages.Say($"process {processId}", note);
            }

            return [new ScanInput(process, $"/proc/{processId}/mem", $"process {processId} ({process.ProcessName})")];
        }
        catch (Exception exception) when (exception is PageSourceException or PlatformNotSupportedException)
        {
            messages.Say(exception.Message);
            return [];
        }
    }
}
