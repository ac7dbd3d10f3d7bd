namespace PageEngine.Simulation;

/// <summary>Chooses the rungs that are tried on one machine. Pure.</summary>
public static class ReclaimLadder
{
    /// <summary>The rungs to try on a machine, given the state of the host and of the machine's balloon.</summary>
    /// <remarks>
    /// A state that counts on the balloon goes on to the next rungs where the balloon does not deliver: pages are then
    /// taken by compression and swap. Rungs that are switched off stay off.
    /// </remarks>
    /// <param name="actions">The rungs that the state of the host asks for.</param>
    /// <param name="enabled">The rungs that are switched on.</param>
    /// <param name="balloon">How the machine's balloon does.</param>
    public static ReclaimActions RungsFor(ReclaimActions actions, ReclaimActions enabled, BalloonStatus balloon)
    {
        bool wantsBalloon = (actions & ReclaimActions.Balloon) != 0;
        bool delivers = (enabled & ReclaimActions.Balloon) != 0
            && balloon is BalloonStatus.Idle or BalloonStatus.Inflating or BalloonStatus.Deflating;
        if (wantsBalloon && !delivers)
        {
            actions = (actions & ~ReclaimActions.Balloon) | ReclaimActions.Compress | ReclaimActions.Swap;
        }

        return actions & enabled;
    }

    /// <summary>The next rung above one among those that are on.</summary>
    /// <param name="rungs">The rungs that are on.</param>
    /// <param name="rung">The rung that was tried; none to get the first.</param>
    /// <returns>One rung, or none when the ladder ends.</returns>
    public static ReclaimActions Next(ReclaimActions rungs, ReclaimActions rung)
    {
        int above = (int)rungs & ~(((int)rung << 1) - 1);
        if (rung == ReclaimActions.None)
        {
            above = (int)rungs;
        }

        return (ReclaimActions)(above & -above);
    }
}
