using PageEngine.Images;

namespace PageEngine.Simulation;

/// <summary>Finds the page traces and dumps of a saved simulation: among those that are known, then by asking.</summary>
internal sealed class ContentFinder(SimulationRestoreOptions options)
{
    private readonly Dictionary<ulong, PageTrace> _traces = [];
    private readonly HashSet<DumpTokens> _dumps = [];

    internal void Add(PageTrace trace) => _traces.TryAdd(trace.ContentHash, trace);

    internal void Add(DumpTokens dumps) => _dumps.Add(dumps);

    internal PageTrace Find(SavedTrace wanted)
    {
        if (_traces.TryGetValue(wanted.ContentHash, out PageTrace? known))
        {
            return known;
        }

        PageTrace? found = options.FindTrace?.Invoke(wanted);
        if (found?.ContentHash != wanted.ContentHash)
        {
            throw Missing("the page trace", wanted.Path, wanted.Machine, wanted.ContentHash, found is null, nameof(options.FindTrace));
        }

        Add(found);
        return found;
    }

    internal DumpTokens Find(SavedDump wanted)
    {
        foreach (DumpTokens known in _dumps)
        {
            if (Fits(known, wanted))
            {
                return known;
            }
        }

        DumpTokens? found = options.FindDump?.Invoke(wanted);
        if (found is null || !Fits(found, wanted))
        {
            throw Missing("the dump", wanted.Path, wanted.Machine, wanted.ContentHash, found is null, nameof(options.FindDump));
        }

        Add(found);
        return found;
    }

    private static bool Fits(DumpTokens dumps, SavedDump wanted) =>
        wanted.Index < dumps.DumpCount && dumps.ContentHashOf(wanted.Index) == wanted.ContentHash;

    private static InvalidDataException Missing(
        string what, string? path, string machine, ulong hash, bool isAbsent, string option)
    {
        string name = path is null ? what : $"{what} '{path}'";
        string reason = isAbsent ? "was not given" : "is another one than when it was saved";
        return new InvalidDataException(
            $"machine {machine} needs {name} with the content hash {hash:x16}, which {reason}: see {nameof(SimulationRestoreOptions)}.{option}");
    }
}
