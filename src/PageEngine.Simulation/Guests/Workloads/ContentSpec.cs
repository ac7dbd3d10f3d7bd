using System.Text.Json.Serialization;
using PageEngine.Images;

namespace PageEngine.Simulation;

/// <summary>
/// What pages hold after a write, as parts of all written pages; what is left over is different everywhere.
/// </summary>
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

    /// <summary>
    /// The size of what is common, at least a page: page p of a task equals page p modulo this size of it.
    /// </summary>
    public ByteSize CommonSize { get; init; } = ByteSize.FromMiB(256);

    /// <summary>The part that equals other pages of the same task, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double RepeatedShare { get; init; }

    /// <summary>The different contents that repeated pages have, 1 or more.</summary>
    public int RepeatedContents { get; init; } = 64;

    /// <summary>
    /// A memory dump that a task's pages hold before its workload begins, page by page; null for none. Whoever reads a
    /// scenario reads it and sets <see cref="DumpTokens"/>; nothing here opens it.
    /// </summary>
    /// <remarks>
    /// Pages that are equal in the dump are equal in the guest. The memories of the tasks of one workload lie one after
    /// another in the dump. What is written later has contents as the shares say.
    /// </remarks>
    public string? Dump { get; init; }

    /// <summary>The contents of the dump's pages.</summary>
    [JsonIgnore]
    public DumpTokens? DumpTokens { get; init; }

    /// <summary>The place of the dump among those of <see cref="DumpTokens"/>, from 0.</summary>
    [JsonIgnore]
    public int DumpIndex { get; init; }

    /// <summary>Says all that is wrong with the spec.</summary>
    internal void Check(SpecProblems problems)
    {
        problems.Share(ZeroShare);
        problems.Share(CommonShare);
        problems.Share(RepeatedShare);
        if (ZeroShare + CommonShare + RepeatedShare > 1 + WorkloadSpec.ShareTolerance)
        {
            problems.Add("", "has shares that are more than 1 together");
        }

        problems.Present(CommonName);
        if (CommonSize.Pages == 0)
        {
            problems.Add(nameof(CommonSize), "is less than a page");
        }

        problems.AtLeast(RepeatedContents, 1);
        CheckDump(problems);
    }

    private void CheckDump(SpecProblems problems)
    {
        if (DumpTokens is null)
        {
            if (Dump is not null)
            {
                problems.Add(
                    nameof(Dump), $"is '{Dump}', which has not been read: load it and set {nameof(DumpTokens)}");
            }
        }
        else if (DumpIndex < 0 || DumpIndex >= DumpTokens.DumpCount)
        {
            problems.Add(nameof(DumpIndex), $"is {DumpIndex}, but the tokens are of {DumpTokens.DumpCount} dumps");
        }
    }
}
