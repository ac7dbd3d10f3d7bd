namespace PageEngine.Linux;

/// <summary>Takes a guest from a <see cref="TransferSender"/>.</summary>
/// <remarks>
/// <para>
/// It serves one connection after the other until one guest is complete. A connection that fails, is refused or makes
/// no sense changes nothing but this: memory that was coming in over it is given back, unless all of it was there. From
/// then on the copy is kept, and not run, until the source says that it is given away or that it is not. Once the guest
/// runs, pages that are missing come over any later connection of the same attempt.
/// </para>
/// <para>
/// Every byte of a connection is taken for hostile until its sender has proved that it knows the key, and for damaged
/// after that: nothing is reserved that was only announced, except the guest's memory, which has a limit.
/// </para>
/// <para>An instance is for one guest and one thread at a time.</para>
/// </remarks>
public sealed partial class TransferReceiver : IDisposable
{
    private readonly ITransferDestination _memory;
    private readonly ITransferGuest _guest;
    private readonly ReceiverOptions _options;
    private readonly HandOverRecord? _record;
    private readonly Guid _witness;
    private Guid _id;
    private ulong _pageCount;
    private StateCollector _states;
    private DirtyBitmap? _missing;
    private bool _isInPostCopy;

    /// <summary>Makes a receiver without a guest.</summary>
    /// <param name="memory">The memory to fill.</param>
    /// <param name="guest">What runs then.</param>
    /// <param name="options">What to take; the defaults if null.</param>
    /// <param name="record">Where to write down that a guest is its own; null to keep it in mind only.</param>
    public TransferReceiver(
        ITransferDestination memory, ITransferGuest guest, ReceiverOptions? options = null,
        HandOverRecord? record = null)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(guest);
        _memory = memory;
        _guest = guest;
        _options = options ?? new ReceiverOptions();
        _record = record;
        _witness = record?.Witness ?? Guid.NewGuid();
        _states = new StateCollector(_options.MaxStates.Bytes);
    }

    /// <summary>What it knows of its guest; unknown while it has none.</summary>
    public HandOverState State { get; private set; }

    /// <summary>Which attempt brings, or brought, the guest; empty while it has none.</summary>
    public Guid Id => _id;

    /// <summary>The pages of the guest.</summary>
    public ulong PageCount => _pageCount;

    /// <summary>The pages that came, each as often as it did.</summary>
    public ulong PagesReceived { get; private set; }

    /// <summary>The pages that came after the guest was running here.</summary>
    public ulong PostCopyPagesReceived { get; private set; }

    /// <summary>The pages that are missing while the guest runs.</summary>
    public ulong MissingPages => _missing?.CountDirty() ?? 0;

    /// <summary>
    /// Is told how many pages have come, after each frame of them, on the thread of <see cref="Serve"/>.
    /// </summary>
    public Action<ulong>? Progress { get; set; }

    /// <summary>Serves one connection to its end, and closes it.</summary>
    /// <remarks>Never throws for anything that the other side does.</remarks>
    /// <param name="connection">The connection.</param>
    public ServeResult Serve(TransferConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        string problem = "";
        try
        {
            if (Introduce(connection) is { } isResumed)
            {
                Receive(connection, isResumed);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            problem = exception is ObjectDisposedException ? "the connection was closed" : exception.Message;
        }
        finally
        {
            EndConnection(connection);
        }

        return new ServeResult(State, problem);
    }

    /// <summary>Declares the source dead, of which this is known: a guest that is all here runs here.</summary>
    /// <remarks>
    /// Known to be dead is not the same as not answering. If it runs the guest after all, there are two.
    /// </remarks>
    /// <returns>Whether the guest runs here now; false if not all of it is here.</returns>
    public bool TakeOver()
    {
        if (State == HandOverState.Prepared && MissingPages == 0)
        {
            Activate();
            Complete();
        }

        return State == HandOverState.Complete;
    }

    /// <summary>Frees what the receiver holds beside the guest's memory.</summary>
    public void Dispose() => _missing?.Dispose();

    /// <returns>Whether the connection goes on with the attempt that is here; null if all was said.</returns>
    private bool? Introduce(TransferConnection connection)
    {
        connection.SetTimeouts(_options.IntroductionTimeout, _options.IntroductionTimeout);
        using Timer deadline = new(
            static state => ((TransferConnection)state!).Dispose(), connection, _options.IntroductionTimeout,
            Timeout.InfiniteTimeSpan);
        TransferGreeting greeting = TransferHandshake.Hear(connection, _options.Key);
        if (State == HandOverState.Prepared && greeting.Replaces == _id && greeting.Replaces != Guid.Empty)
        {
            Discard();
        }

        if (greeting.Purpose == TransferPurpose.Resume)
        {
            HandOverState state = StateOf(greeting.Id);
            TransferHandshake.Welcome(connection, new TransferVerdict(state, _witness));
            return state is HandOverState.Prepared or HandOverState.Active or HandOverState.Complete ? true : null;
        }

        if (State != HandOverState.Unknown)
        {
            throw TransferHandshake.Refuse(connection, "there is a guest here already");
        }

        TransferHandshake.Welcome(connection, new TransferVerdict(HandOverState.Unknown, _witness));
        _id = greeting.Id;
        State = HandOverState.Receiving;
        return false;
    }

    private HandOverState StateOf(Guid id)
    {
        if (id == _id && State != HandOverState.Unknown)
        {
            return State;
        }

        return _record?.StateOf(id) is HandOverState.Active or HandOverState.Complete
            ? HandOverState.Gone
            : HandOverState.Unknown;
    }

    private void EndConnection(TransferConnection connection)
    {
        lock (_replyGate)
        {
            _reply = null;
        }

        if (State == HandOverState.Receiving)
        {
            Discard();
        }

        connection.Dispose();
    }

    private void Discard()
    {
        _memory.Release();
        _missing?.Dispose();
        _missing = null;
        _isInPostCopy = false;
        _states = new StateCollector(_options.MaxStates.Bytes);
        (_id, _pageCount, State) = (Guid.Empty, 0, HandOverState.Unknown);
    }

    /// <summary>Writes down that the guest is here, and only then runs it.</summary>
    private void Activate()
    {
        _record?.Write(new HandOverEntry(_id, HandOverState.Active, _pageCount));
        State = HandOverState.Active;
        _guest.Activate(_states.States);
    }

    private void Complete()
    {
        if (_isInPostCopy)
        {
            _memory.LeavePostCopy();
            _isInPostCopy = false;
        }

        State = HandOverState.Complete;
        _record?.Write(new HandOverEntry(_id, HandOverState.Complete, _pageCount));
    }
}
