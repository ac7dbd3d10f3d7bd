namespace PageEngine.Simulation;

/// <summary>How a machine's dirty rate is measured.</summary>
public enum DirtyRateMethod
{
    /// <summary>Exactly, from the dirty log.</summary>
    Bitmap,

    /// <summary>Estimated, from some pages whose content is looked at twice.</summary>
    Sampling,

    /// <summary>For each processor, from its dirty ring: a page counts again after its ring was emptied.</summary>
    Ring,
}
