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

    /// <summary>
    /// Collects everything that is wrong with an action, as far as it can be said without the scenario.
    /// </summary>
    internal static void Check(ScenarioAction action, SpecProblems problems)
    {
        if (action is MigrateAction migrate)
        {
            Inside(problems, nameof(migrate.How), migrate.How, Check);
        }
        else if (action is PlanAction plan)
        {
            Check(plan, problems);
        }
    }

    private static void Check(PlanAction action, SpecProblems problems)
    {
        Inside(problems, nameof(action.How), action.How, Check);
        if (action.How is Cold)
        {
            problems.Add(
                nameof(action.How), "is cold, but that is for machines that are switched off; they move so anyway");
        }

        problems.AtLeast(action.Parallel, 1, nameof(action.Parallel));
        problems.AtLeast(action.ParallelPerHost, 1, nameof(action.ParallelPerHost));
        problems.Share(action.Headroom, nameof(action.Headroom));
        problems.Positive(action.Measure, nameof(action.Measure));
        if (action.Every is { } every)
        {
            problems.Positive(every, nameof(action.Every));
            if (every < action.Measure)
            {
                problems.Add(
                    nameof(action.Every), $"is {every}, but must be the time of measuring, {action.Measure}, or more");
            }
        }

        switch (action)
        {
            case BalanceAction balance:
                problems.Share(balance.Threshold, nameof(balance.Threshold));
                break;
            case ConsolidateAction consolidate:
                problems.Share(consolidate.Ceiling, nameof(consolidate.Ceiling));
                break;
            case RelieveAction relieve:
                problems.Share(relieve.StallShare, nameof(relieve.StallShare));
                problems.Share(relieve.Ceiling, nameof(relieve.Ceiling));
                break;
        }
    }

    /// <summary>Collects everything that is wrong with a method of moving machines.</summary>
    internal static void Check(MigrationMethod method, SpecProblems problems)
    {
        int before = problems.Found.Count;
        problems.Within(method.Streams, 1, MostStreams, nameof(method.Streams));
        problems.NotNegative(method.ActivationTime, nameof(method.ActivationTime));
        problems.NotNegative(method.TrackingTime, nameof(method.TrackingTime));
        problems.AtLeast(method.PacketBuffer, 0, nameof(method.PacketBuffer));
        problems.AtLeast(method.Retries, 0, nameof(method.Retries));
        problems.NotNegative(method.RetryDelay, nameof(method.RetryDelay));
        problems.Defined(method.Disks, nameof(method.Disks));
        problems.Defined(method.Handover, nameof(method.Handover));
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

        CheckEnd(method.WhenDue, nameof(method.WhenDue), problems);
        CheckEnd(method.WhenStalled ?? StopDecision.Stop, nameof(method.WhenStalled), problems);
        problems.AtLeast(method.BytesPerSecond ?? 1, 1, nameof(method.BytesPerSecond));
        problems.Positive(method.Slice, nameof(method.Slice));
        InsideIfAny(problems, nameof(method.Xbzrle), method.Xbzrle, Check);
        InsideIfAny(problems, nameof(method.DowntimeSteps), method.DowntimeSteps, Check);
        if (method is Hybrid hybrid)
        {
            problems.AtLeast(hybrid.PreCopyRounds, 0, nameof(hybrid.PreCopyRounds));
            problems.NotNegative(hybrid.PageService, nameof(hybrid.PageService));
        }
    }

    private static void Check(XbzrleSpec spec, SpecProblems problems)
    {
        if (spec.Cache.Pages == 0)
        {
            problems.Add(nameof(spec.Cache), $"is {spec.Cache}, but must be a page of 4 KiB or more");
        }

        problems.Within(spec.BytesPerWrite, 1, Page.Size, nameof(spec.BytesPerWrite));
        problems.NotNegative(spec.EncodeTime, nameof(spec.EncodeTime));
    }

    private static void Check(DowntimeStepsSpec spec, SpecProblems problems)
    {
        problems.Positive(spec.Limit, nameof(spec.Limit));
        problems.AtLeast(spec.Steps, 1, nameof(spec.Steps));
        problems.AtLeast(spec.SecondsPerGigabyte, 1, nameof(spec.SecondsPerGigabyte));
    }

    private static void CheckEnd(StopDecision decision, string property, SpecProblems problems)
    {
        if (decision is < StopDecision.Stop or > StopDecision.GiveUp)
        {
            problems.Add(property, "must end the rounds: \"stop\", \"switchToPostCopy\" or \"giveUp\"");
        }
    }
}
