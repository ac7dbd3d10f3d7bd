namespace PageEngine.Cli.Watching;

/// <summary>Takes what a look found: changes in the order of their places, and then what vanished.</summary>
internal interface IPageChanges
{
    /// <summary>The first look found a page that is not zero.</summary>
    public void Found(ulong place);

    /// <summary>A page has other bytes than at the look before.</summary>
    public void Changed(ulong place, bool isZero);

    /// <summary>A page is not there any more.</summary>
    public void Vanished(ulong place);
}
