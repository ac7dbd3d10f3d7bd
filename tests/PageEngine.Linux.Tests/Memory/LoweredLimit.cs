using System.Runtime.InteropServices;

namespace PageEngine.Linux.Tests;

/// <summary>Tests that count or limit what the whole process has; nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>A limit of this process that is lower for a time.</summary>
internal sealed partial class LoweredLimit : IDisposable
{
    internal const int OpenFiles = 7;
    internal const int LockedMemory = 8;

    private readonly int _resource;
    private readonly Limit _before;

    internal LoweredLimit(int resource, ulong value)
    {
        _resource = resource;
        Assert.Equal(0, GetLimit(resource, out _before));
        Limit lower = _before with { Soft = value };
        Assert.Equal(0, SetLimit(resource, lower));
    }

    public void Dispose() => SetLimit(_resource, _before);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private record struct Limit(ulong Soft, ulong Hard);
}
