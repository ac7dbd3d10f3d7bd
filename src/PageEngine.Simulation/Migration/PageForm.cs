namespace PageEngine.Simulation;

/// <summary>What a page is to somebody who sends it.</summary>
internal enum PageForm : byte
{
    /// <summary>There is nothing: it was never touched or was given back.</summary>
    Nothing,

    /// <summary>It is there and holds zeros.</summary>
    Zero,

    /// <summary>It has content, in memory or elsewhere on the host.</summary>
    Content,
}
