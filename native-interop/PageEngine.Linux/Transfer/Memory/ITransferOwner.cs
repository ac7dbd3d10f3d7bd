namespace PageEngine.Linux;

/// <summary>Whoever writes to the memory that a <see cref="TransferSender"/> moves.</summary>
/// <remarks>Called on the sender's thread.</remarks>
public interface ITransferOwner
{
    /// <summary>Stops all writes. Returns when none is under way.</summary>
    public void Pause();

    /// <summary>Goes on: the guest stays here.</summary>
    public void Unpause();

    /// <summary>Slows the writers down.</summary>
    /// <param name="percent">The share of the time in which they stand still: 0 to 99 %.</param>
    public void Throttle(int percent);

    /// <summary>What the owner needs beside the memory to go on elsewhere. Called while it is paused.</summary>
    /// <returns>The states, at most <see cref="GuestState.MaxCount"/>; none if the memory is all.</returns>
    public IReadOnlyList<GuestState> SaveStates();
}
