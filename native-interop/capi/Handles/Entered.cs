namespace PageEngine.CApi;

/// <summary>An object that a handle leads to, while its host or simulation waits for nobody else.</summary>
internal readonly ref struct Entered<T>
    where T : class
{
    private readonly HandleEntry _entry;

    /// <summary>Finds the object and takes the lock around it.</summary>
    /// <exception cref="CallException">The handle leads to nothing.</exception>
    internal Entered(ulong handle, HandleKind kind)
    {
        Handle = handle;
        _entry = HandleTable.Find(handle, kind);
        Monitor.Enter(_entry.Gate);
        try
        {
            // It may have been freed while this thread waited.
            HandleTable.Find(handle, kind);
        }
        catch
        {
            Monitor.Exit(_entry.Gate);
            throw;
        }
    }

    internal ulong Handle { get; }

    internal T Target => (T)_entry.Target;

    /// <summary>The simulation around it; for what is in one.</summary>
    internal SimulationContext Context => (SimulationContext)_entry.Gate;

    /// <summary>Gives a handle for something that goes with this object.</summary>
    internal ulong Add(HandleKind kind, object target) =>
        HandleTable.Add(new HandleEntry(kind, target, _entry.Gate), Handle);

    /// <summary>Another object of the same host or simulation, which is entered already.</summary>
    /// <exception cref="CallException">The handle leads to nothing, or into another simulation.</exception>
    internal TOther Beside<TOther>(ulong handle, HandleKind kind)
        where TOther : class
    {
        HandleEntry other = HandleTable.Find(handle, kind);
        return other.Gate == _entry.Gate
            ? (TOther)other.Target
            : throw new CallException(Status.Argument, "the two handles are of different simulations");
    }

    public void Dispose() => Monitor.Exit(_entry.Gate);
}
