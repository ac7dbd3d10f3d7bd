namespace PageEngine.Migration;

/// <summary>A rule about two features; broken, it is the reason to refuse a migration.</summary>
/// <param name="Feature">The one.</param>
/// <param name="Kind">How it stands to the other.</param>
/// <param name="Other">The other.</param>
/// <param name="Reason">Why, in words, for whoever asked for both.</param>
/// <param name="Source">Who has the rule: a hypervisor and the place in its source.</param>
public sealed record FeatureRule(
    MigrationFeature Feature, FeatureRuleKind Kind, MigrationFeature Other, string Reason, string Source);
