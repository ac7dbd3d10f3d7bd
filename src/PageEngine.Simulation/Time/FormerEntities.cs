namespace PageEngine.Simulation;

/// <summary>Entities that are gone, for as long as somebody else holds them: going back to a state in which they exist revives them.</summary>
/// <remarks>Entries of objects that nobody holds are dropped now and then, so a run that makes and destroys machines for ever does not grow.</remarks>
internal sealed class FormerEntities
{
    private const int LeastEntries = 64;

    private readonly Dictionary<int, WeakReference<SimulationEntity>> _entries = [];
    private int _pruneAt = LeastEntries;

    internal void Note(SimulationEntity gone)
    {
        if (_entries.Count >= _pruneAt)
        {
            foreach ((int id, WeakReference<SimulationEntity> entry) in _entries)
            {
                if (!entry.TryGetTarget(out _))
                {
                    _entries.Remove(id);
                }
            }

            _pruneAt = Math.Max(LeastEntries, 2 * _entries.Count);
        }

        _entries[gone.Id.Value] = new WeakReference<SimulationEntity>(gone);
    }

    /// <summary>The object that had a number last; null when there was none or nobody holds it.</summary>
    internal SimulationEntity? Find(EntityId id) =>
        _entries.TryGetValue(id.Value, out WeakReference<SimulationEntity>? entry) && entry.TryGetTarget(out SimulationEntity? gone)
            ? gone
            : null;
}
