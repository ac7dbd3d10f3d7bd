namespace PageEngine.Simulation;

/// <summary>An entity that sends over the network.</summary>
internal interface INetworkUser
{
    /// <summary>Links or hosts went down or came up; flows have their new rates.</summary>
    public void PathsChanged();
}
