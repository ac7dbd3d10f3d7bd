using PageEngine.Cli.Watching;
using PageEngine.TestSupport;

namespace PageEngine.Cli.Tests;

/// <summary>Memory that the test writes between two looks.</summary>
internal sealed class ScriptedMemory : WatchedMemory
{
    private readonly SortedDictionary<ulong, byte[]> _pages = [];
    private ulong[] _places = [];
    private MemoryPages _look = new([]);

    /// <summary>Places that keep their content while they are not seen.</summary>
    internal HashSet<ulong> Kept { get; } = [];

    /// <summary>Places that are lost when the next look comes to them.</summary>
    internal HashSet<ulong> LostInLook { get; } = [];

    internal string? End { get; set; }

    internal string? Failure { get; set; }

    internal bool HasFrames { get; init; }

    internal override string Title => "scripted";

    internal override string TraceName => TraceNameOf("a b#1");

    internal override bool PlacesAreFrames => HasFrames;

    internal override PageSource Pages => _look;

    internal override string? Ending => End;

    internal IEnumerable<ulong> Places => _pages.Keys;

    internal void Write(ulong place, int content) =>
        _pages[place] = content == 0 ? Cli.Tests.Pages.Zero : Cli.Tests.Pages.Text(content);

    internal void Remove(ulong place) => _pages.Remove(place);

    internal override void Refresh()
    {
        if (End is not null || Failure is not null)
        {
            throw new PageSourceException(Failure ?? "scripted: there is no such process");
        }

        _places = [.. _pages.Keys];
        _look = new MemoryPages([.. _pages.Values]) { ZerosAreKnown = HasFrames };
        foreach (ulong place in LostInLook)
        {
            _look.Lost.Add((ulong)Array.IndexOf(_places, place));
        }
    }

    internal override ulong PlaceOf(ulong page, out ulong neighbours)
    {
        neighbours = 1;
        while (page + neighbours < (ulong)_places.Length && _places[page + neighbours] == _places[page] + neighbours)
        {
            neighbours++;
        }

        return _places[page];
    }

    internal override bool KeepsUnseen(ulong place) => Kept.Contains(place);

    public override void Dispose()
    {
    }
}
