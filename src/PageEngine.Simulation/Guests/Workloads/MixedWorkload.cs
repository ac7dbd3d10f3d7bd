namespace PageEngine.Simulation;

/// <summary>Does several things in turn, each on a part of its memory.</summary>
/// <remarks>
/// <para>Before each step one of the parts is drawn by its weight and makes its next step: an access at its own pace
/// and with its own share of writes, or a sleep of the whole task. A part that has done all its work is drawn no more;
/// the task ends with its last part.</para>
/// <para>The parts lie one after another in the task's memory, in their order, and each has a page at least. They use
/// the same files.</para>
/// </remarks>
public sealed record MixedWorkload : WorkloadSpec
{
    private const int MostParts = 256;

    /// <summary>The parts, 1 to 256.</summary>
    public IReadOnlyList<WorkloadPart> Parts { get; init; } = [];

    internal override WorkloadTask NewTask(in WorkloadSetting setting) => new MixedTask(this, setting);

    internal override void Check(SpecProblems problems)
    {
        base.Check(problems);
        CheckNotUsed(AccessesPerSecond == DefaultAccessesPerSecond, nameof(AccessesPerSecond), problems);
        CheckNotUsed(WriteShare == DefaultWriteShare, nameof(WriteShare), problems);
        if (!problems.Present(Parts))
        {
            return;
        }

        problems.Within(Parts.Count, 1, MostParts, nameof(Parts));
        double weight = 0;
        double memory = 0;
        for (int i = 0; i < Parts.Count; i++)
        {
            problems.Enter(nameof(Parts), i);
            if (problems.Present(Parts[i], ""))
            {
                Parts[i].Check(problems);
                weight += Parts[i].Weight;
                memory += Parts[i].MemoryShare ?? 0;
            }

            problems.Leave();
        }

        if (Parts.Count > 0 && weight == 0)
        {
            problems.Add(nameof(Parts), "have no weight at all");
        }

        if (memory > 1 + ShareTolerance)
        {
            problems.Add(nameof(Parts), "have more than the whole memory");
        }
    }

    private static void CheckNotUsed(bool isDefault, string property, SpecProblems problems)
    {
        if (!isDefault)
        {
            problems.Add(property, "is set in a mix, where only that of each part is used");
        }
    }
}
