namespace PageEngine.Migration;

/// <summary>How a predicted migration ends.</summary>
public enum PredictionOutcome
{
    /// <summary>The guest runs on the destination.</summary>
    Completed = 0,

    /// <summary>The rounds go on without ever meeting the rule, or the rule gives up.</summary>
    NotConverging = 1,
}
