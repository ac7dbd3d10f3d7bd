namespace PageEngine.Reports;

/// <summary>The states that hosts and guests are known to be in, with their colours and their order.</summary>
internal static class RunStates
{
    // By gravity. Names are compared by their letters.
    private static readonly (string Name, PlotColor Color)[] Ladder =
    [
        ("none", PlotColor.Level0),
        ("high", PlotColor.Level0),
        ("clear", PlotColor.Level1),
        ("soft", PlotColor.Level2),
        ("hard", PlotColor.Level3),
        ("low", PlotColor.Level4),
    ];

    private static readonly (string Name, PlotColor Color)[] Lifecycle =
    [
        ("defined", PlotColor.Faint),
        ("starting", PlotColor.Sky),
        ("running", PlotColor.Green),
        ("paused", PlotColor.Amber),
        ("suspending", PlotColor.Purple),
        ("suspended", PlotColor.Purple),
        ("suspendedtodisk", PlotColor.Purple),
        ("resuming", PlotColor.Purple),
        ("migratingin", PlotColor.Blue),
        ("migratingout", PlotColor.Blue),
        ("stopping", PlotColor.Gray),
        ("stopped", PlotColor.Gray),
        ("crashed", PlotColor.Vermilion),
        ("destroyed", PlotColor.Wine),
    ];

    internal static IReadOnlyList<PlotState> OfLadder(IEnumerable<StateHistory> histories) => Sort(histories, Ladder);

    internal static IReadOnlyList<PlotState> OfLifecycle(IEnumerable<StateHistory> histories) =>
        Sort(histories, Lifecycle);

    private static PlotState[] Sort(
        IEnumerable<StateHistory> histories, (string Name, PlotColor Color)[] known)
    {
        string[] names = [.. histories.SelectMany(static history => history.Names).Distinct()];
        string[] sorted = [.. names.OrderBy(name => PlaceOf(name, known))];
        int strange = 0;
        return [.. sorted.Select(name =>
        {
            int place = PlaceOf(name, known);
            return new PlotState(name, place < known.Length ? known[place].Color : Palette.Next(strange++));
        })];
    }

    private static int PlaceOf(string name, (string Name, PlotColor Color)[] known)
    {
        string letters = string.Concat(name.Where(char.IsLetter)).ToLowerInvariant();
        int place = Array.FindIndex(known, state => state.Name == letters);
        return place < 0 ? known.Length : place;
    }
}
