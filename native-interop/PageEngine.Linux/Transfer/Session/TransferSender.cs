using System.Security.Cryptography;
using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>Moves memory to another process while its owner keeps writing to it.</summary>
/// <remarks>
/// <para>
/// The rounds are those of <see cref="PreCopyController"/>, the same that predictions and simulations run; the bytes
/// are those of the page stream. Exactly one side owns the guest at every moment:
/// </para>
/// <code>
/// source                                     receiver
/// rounds, pause, last pages, states  ─────►
/// Commit                             ─────►  has everything; keeps it, does not run it
///                                    ◄─────  confirms
/// writes down: given away
/// End, or the first page behind      ─────►  writes down: mine; runs the guest
///                                    ◄─────  confirms
/// forgets its copy
/// </code>
/// <para>
/// Until it has written down that the guest is given away, the source goes on with it whatever fails. After that it
/// does not, unless the receiver says that it never ran the guest and never will.
/// </para>
/// <para>An instance is for one attempt and one thread at a time.</para>
/// </remarks>
public sealed partial class TransferSender : IDisposable
{
    private const StreamFeatures AllFeatures = StreamFeatures.Delta | StreamFeatures.Lz4 | StreamFeatures.Zstandard
        | StreamFeatures.Reference | StreamFeatures.PostCopy;

    private readonly ITransferSource _memory;
    private readonly ITransferOwner _owner;
    private readonly TransferOptions _options;
    private readonly HandOverRecord? _record;
    private MigrationStageMachine _stages = new();
    private readonly TransferMeter _meter;
    private readonly DirtyBitmap _waiting;
    private readonly DirtyBitmap _fresh;
    private readonly DirtyBitmap _collected;
    private readonly long _seed;
    private Guid _witness;
    private SenderLink? _link;
    private bool _isTracking;
    private bool _isPaused;
    private bool _isThrottled;
    private bool _isCommitSent;
    private bool _isGiven;
    private bool _isPostCopy;
    private bool _isOver;

    /// <summary>Makes a sender; nothing is sent yet.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="owner">Whoever writes to it.</param>
    /// <param name="options">How to move it; the defaults if null.</param>
    /// <param name="record">Where to write down that the guest was given away; null to keep it in mind only.</param>
    /// <exception cref="ArgumentException">There is no memory.</exception>
    public TransferSender(
        ITransferSource memory, ITransferOwner owner, TransferOptions? options = null, HandOverRecord? record = null)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(owner);
        if (memory.PageCount == 0)
        {
            throw new ArgumentException("There is no memory to move.", nameof(memory));
        }

        _memory = memory;
        _owner = owner;
        _options = options ?? new TransferOptions();
        _record = record;
        _meter = new TransferMeter(_options.Clock);
        _waiting = new DirtyBitmap(memory.PageCount);
        _fresh = new DirtyBitmap(memory.PageCount);
        _collected = new DirtyBitmap(memory.PageCount);
        _scratch = new byte[BatchPages * Page.Size];
        Span<byte> seed = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(seed);
        _seed = BitConverter.ToInt64(seed);
    }

    /// <summary>Which attempt this is.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The stage.</summary>
    public MigrationStage Stage => _stages.Stage;

    /// <summary>
    /// Is told where the rounds stand, after each slice and each sync, on the thread of <see cref="Run"/>.
    /// </summary>
    public Action<MigrationProgress>? Progress { get; set; }

    /// <summary>Moves the guest, or goes on with a move that stands still.</summary>
    /// <remarks>
    /// May be called again after <see cref="TransferOutcome.InDoubt"/> and <see
    /// cref="TransferOutcome.PostCopyPaused"/>.
    /// </remarks>
    /// <param name="connect">
    /// Gives a connection: once to begin, and each time that one is lost after the guest was given away. Null when
    /// there is none to be had and it is no use to go on trying. It decides how long to wait between attempts.
    /// </param>
    /// <exception cref="InvalidOperationException">The move is over.</exception>
    public TransferReport Run(Func<TransferConnection?> connect)
    {
        ArgumentNullException.ThrowIfNull(connect);
        if (_isOver)
        {
            throw new InvalidOperationException("The move is over.");
        }

        if (!_isGiven && TryGive(connect) is { } cancelled)
        {
            return cancelled;
        }

        return HandOver(connect);
    }

    /// <summary>
    /// Takes the guest back whose receiver is known to be dead without having run it: the owner goes on here.
    /// </summary>
    /// <remarks>
    /// Known to be dead is not the same as not answering. If it runs the guest after all, there are two.
    /// </remarks>
    /// <returns>The report of the move, which is over.</returns>
    /// <exception cref="InvalidOperationException">The guest was not given away, or the move is over.</exception>
    public TransferReport TakeBack()
    {
        if (!_isGiven || _isOver)
        {
            throw new InvalidOperationException("The guest is not in doubt.");
        }

        return TakeBack("the receiver is known to be dead");
    }

    /// <summary>Frees what the sender holds. The owner is not touched.</summary>
    public void Dispose()
    {
        CloseLink();
        _waiting.Dispose();
        _fresh.Dispose();
        _collected.Dispose();
        (_compressor as IDisposable)?.Dispose();
    }

    /// <summary>Everything up to the point of no return.</summary>
    /// <returns>The report if it was cancelled; null if the guest is given away.</returns>
    private TransferReport? TryGive(Func<TransferConnection?> connect)
    {
        try
        {
            Begin(connect() ?? throw new TransferLinkException("there is no connection to the receiver"));
            PreCopyActionKind end = RunRounds();
            if (end == PreCopyActionKind.GiveUp)
            {
                return Cancel("the policy gave up", connect);
            }

            StopAndCopy(end == PreCopyActionKind.SwitchToPostCopy);
            Commit();
            return null;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException && !_isGiven)
        {
            return Cancel(_link?.Explain(exception) ?? exception.Message, connect);
        }
        catch when (!_isGiven)
        {
            Cancel("the source failed", connect);
            throw;
        }
    }

    private void Begin(TransferConnection connection)
    {
        TransferVerdict verdict = Introduce(connection, TransferPurpose.Begin);
        _witness = verdict.Witness;
        StreamHello agreed = OpenLink(connection);
        if (_options.Rounds.PostCopyAfterRounds is not null && !agreed.Features.HasFlag(StreamFeatures.PostCopy))
        {
            throw new TransferRefusedException("the receiver cannot do post-copy");
        }

        _stages.TryFire(StageEvent.Advance);
        _link!.Encoder.WriteLayout(MemoryLayout.Contiguous(_memory.PageCount));
        _link.Confirm(StreamFrameKind.Layout);
        _record?.Write(new HandOverEntry(Id, HandOverState.Receiving, _memory.PageCount));
        _stages.TryFire(StageEvent.Advance);
    }

    private TransferVerdict Introduce(TransferConnection connection, TransferPurpose purpose)
    {
        try
        {
            connection.SetTimeouts(_options.AnswerTimeout, _options.AnswerTimeout);
            return TransferHandshake.Introduce(
                connection, new TransferGreeting(purpose, Id, _options.Replaces), _options.Key);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private StreamHello OpenLink(TransferConnection connection)
    {
        CloseLink();
        _link = new SenderLink(connection, Pages(), _memory.PageCount, Take, _options);
        return _link.Greet(StreamHello.Create(AllFeatures, Id, _seed));
    }

    private void CloseLink()
    {
        if (_link is not null)
        {
            _meter.Add(_link.Encoder);
            _link.Dispose();
            _link = null;
        }
    }

    private TransferReport End(TransferOutcome outcome, string reason)
    {
        CloseLink();
        _isOver = outcome is not (TransferOutcome.InDoubt or TransferOutcome.PostCopyPaused);
        return _meter.Report(outcome, Stage, reason, Id);
    }
}
