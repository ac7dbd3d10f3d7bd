namespace PageEngine.Simulation;

/// <content>How far the move is.</content>
public sealed partial class Migration
{
    /// <summary>
    /// The pages that are still to be sent, as far as the move knows: those that wait in the present round, or those
    /// that follow a machine that runs on the destination. What was written since the last look at the dirty log is not
    /// in it.
    /// </summary>
    /// <remarks>Counts the words of a bitmap.</remarks>
    public ulong PagesLeft =>
        _waiting?.CountDirty()
            ?? (Stage <= MigrationStage.Reservation && Method is not Cold ? Machine.Spec.Memory.Pages : 0);
}
