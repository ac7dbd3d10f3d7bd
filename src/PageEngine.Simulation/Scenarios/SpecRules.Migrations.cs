using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <content>Links and moves.</content>
internal static partial class SpecRules
{
    private const int MostStreams = 1024;

    /// <summary>Collects everything that is wrong with a link.</summary>
    internal static void Check(LinkSpec spec, SpecProblems problems)
    {
        problems.AtLeast(spec.BitsPerSecond, 1, nameof(spec.BitsPerSecond));
        problems.NotNegative(spec.RoundTrip, nameof(spec.RoundTrip));
        CheckBelowOne(spec.Loss, nameof(spec.Loss), problems);
        if (spec.Window is { Bytes: 0 })
        {
            problems.Add(nameof(spec.Window), "is 0, but must be above 0");
        }
    }

    /// <summary>Collects everything that is wrong with an action, as far as it can be said without the scenario.</summary>
    internal static void Check(ScenarioAction action, SpecProblems problems)
    {
        if (action is MigrateAction migrate)
        {
            Inside(problems, nameof(migrate.How), migrate.How, Check);
        }
    }

    /// <summary>Collects everything that is wrong with a method of moving machines.</summary>
    internal static void Check(MigrationMethod method, SpecProblems problems)
    {
        int before = problems.Found.Count;
        problems.Within(method.Streams, 1, MostStreams, nameof(method.Streams));
        problems.NotNegative(method.ActivationTime, nameof(method.ActivationTime));
        switch (method)
        {
            case PreCopy preCopy:
                Check(preCopy, problems);
                break;
            case PostCopy postCopy:
                problems.NotNegative(postCopy.FaultService, nameof(postCopy.FaultService));
                break;
        }

        if (problems.Found.Count == before && method.FindMistake() is { } mistake)
        {
            problems.Add("", $"makes no sense: {mistake}");
        }
    }

    private static void Check(PreCopy method, SpecProblems problems)
    {
        problems.Defined(method.Policy, nameof(method.Policy));
        problems.NotNegative(method.DowntimeLimit, nameof(method.DowntimeLimit));
        problems.AtLeast(method.Rounds ?? 0, 0, nameof(method.Rounds));
        if (method.TimeCap is { } cap)
        {
            problems.Positive(cap, nameof(method.TimeCap));
        }

        if (method.WhenDue is < StopDecision.Stop or > StopDecision.GiveUp)
        {
            problems.Add(nameof(method.WhenDue), "must end the rounds: \"stop\", \"switchToPostCopy\" or \"giveUp\"");
        }

        problems.AtLeast(method.BytesPerSecond ?? 1, 1, nameof(method.BytesPerSecond));
        problems.Positive(method.Slice, nameof(method.Slice));
        if (method is Hybrid hybrid)
        {
            problems.AtLeast(hybrid.PreCopyRounds, 0, nameof(hybrid.PreCopyRounds));
            problems.NotNegative(hybrid.PageService, nameof(hybrid.PageService));
        }
    }
}
