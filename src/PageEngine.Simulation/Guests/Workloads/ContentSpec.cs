namespace PageEngine.Simulation;

/// <summary>What pages hold after a write, as parts of all written pages; what is left over is different everywhere.</summary>
public sealed record ContentSpec
{
    /// <summary>The part that becomes zeros, 0 to 1.</summary>
    public double ZeroShare { get; init; }

    /// <summary>The part that equals pages of other guests with the same <see cref="CommonName"/>, 0 to 1.</summary>
    public double CommonShare { get; init; }

    /// <summary>The name of what is common: an application, a data set. The default is common to all.</summary>
    public string CommonName { get; init; } = "";

    /// <summary>The part that equals other pages of the same task, 0 to 1.</summary>
    public double RepeatedShare { get; init; }

    /// <summary>The different contents that repeated pages have, 1 or more.</summary>
    public int RepeatedContents { get; init; } = 64;
}
