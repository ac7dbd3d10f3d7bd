using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>What pages hold after a write, as parts of all written pages; what is left over is different everywhere.</summary>
public sealed record ContentSpec
{
    /// <summary>The part that becomes zeros, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double ZeroShare { get; init; }

    /// <summary>The part that equals pages of other guests with the same <see cref="CommonName"/>, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double CommonShare { get; init; }

    /// <summary>The name of what is common: an application, a data set. The default is common to all.</summary>
    public string CommonName { get; init; } = "";

    /// <summary>The size of what is common, at least a page: page p of a task equals page p modulo this size of it.</summary>
    public ByteSize CommonSize { get; init; } = ByteSize.FromMiB(256);

    /// <summary>The part that equals other pages of the same task, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double RepeatedShare { get; init; }

    /// <summary>The different contents that repeated pages have, 1 or more.</summary>
    public int RepeatedContents { get; init; } = 64;

    /// <summary>Says all that is wrong with the spec.</summary>
    internal void Check(SpecProblems problems)
    {
        problems.Share(ZeroShare);
        problems.Share(CommonShare);
        problems.Share(RepeatedShare);
        if (ZeroShare + CommonShare + RepeatedShare > 1 + 1e-9)
        {
            problems.Add("", "has shares that are more than 1 together");
        }

        problems.Present(CommonName);
        if (CommonSize.Pages == 0)
        {
            problems.Add(nameof(CommonSize), "is less than a page");
        }

        problems.AtLeast(RepeatedContents, 1);
    }
}
