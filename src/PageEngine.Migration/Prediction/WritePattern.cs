namespace PageEngine.Migration;

/// <summary>How the writes of a guest fall on its working set.</summary>
public enum WritePattern
{
    /// <summary>Every page with the same chance: <see cref="UniformDirtyModel"/>.</summary>
    Uniform = 0,

    /// <summary>One page after the other, over and over: <see cref="SequentialDirtyModel"/>.</summary>
    Sequential = 1,

    /// <summary>Most writes on a few hot pages: <see cref="MixtureDirtyModel.HotCold"/>.</summary>
    HotCold = 2,
}
