namespace PageEngine.Migration;

/// <summary>How two features stand to each other.</summary>
public enum FeatureRuleKind
{
    /// <summary>They exclude each other.</summary>
    Excludes = 0,

    /// <summary>The first needs the second.</summary>
    Requires = 1,
}
