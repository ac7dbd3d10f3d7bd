using System.Runtime.InteropServices;

namespace PageEngine.Benchmarks.Data;

/// <summary>A file of pages that exists for the time of a run and is removed however the run ends.</summary>
internal sealed class DataFile : IDisposable
{
    private const string SharedMemory = "/dev/shm";
    private readonly PosixSignalRegistration[] _signals;

    private DataFile(string path)
    {
        Path = path;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => File.Delete(path)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => File.Delete(path)),
        ];
    }

    internal string Path { get; }

    /// <summary>Writes the mixture to a new file; in memory where the system has a place for that.</summary>
    internal static DataFile Create(PageMixture mixture, string? directory)
    {
        directory ??= Directory.Exists(SharedMemory) ? SharedMemory : System.IO.Path.GetTempPath();
        var file = new DataFile(System.IO.Path.Combine(directory, $"pageengine-bench-{Environment.ProcessId}.pages"));
        try
        {
            using FileStream stream = new(file.Path, FileMode.CreateNew);
            mixture.WriteTo(stream);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        File.Delete(Path);
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
    }
}
