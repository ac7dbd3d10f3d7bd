namespace PageEngine.Migration.Tests;

public sealed class FeatureCompatibilityTests
{
    private static readonly MigrationFeature[] All = Enum.GetValues<MigrationFeature>();

    [Theory]
    [InlineData(MigrationFeature.ParallelChannels, MigrationFeature.Xbzrle)]
    [InlineData(MigrationFeature.ThreadedCompression, MigrationFeature.Xbzrle)]
    [InlineData(MigrationFeature.DirtyLimit, MigrationFeature.AutoConverge)]
    [InlineData(MigrationFeature.MappedRam, MigrationFeature.PostCopy)]
    [InlineData(MigrationFeature.MappedRam, MigrationFeature.Xbzrle)]
    [InlineData(MigrationFeature.ZeroCopySend, MigrationFeature.Tls)]
    [InlineData(MigrationFeature.BackgroundSnapshot, MigrationFeature.AutoConverge)]
    public void What_a_hypervisor_refuses_is_refused_with_the_reason_in_either_order(
        MigrationFeature one, MigrationFeature other)
    {
        foreach (MigrationFeature[] features in new MigrationFeature[][] { [one, other], [other, one, one] })
        {
            FeatureRule rule = Assert.Single(
                FeatureCompatibility.Check(features), broken => broken.Kind == FeatureRuleKind.Excludes);
            Assert.Equal((one, other), (rule.Feature, rule.Other));
            Assert.NotEmpty(rule.Reason);
            Assert.Contains("migration/options.c", rule.Source, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(MigrationFeature.PostCopyPreempt, MigrationFeature.PostCopy)]
    [InlineData(MigrationFeature.ZeroCopySend, MigrationFeature.ParallelChannels)]
    [InlineData(MigrationFeature.SwitchoverAck, MigrationFeature.ReturnPath)]
    [InlineData(MigrationFeature.DirtyLimit, MigrationFeature.DirtyRing)]
    public void What_needs_another_feature_is_refused_without_it(MigrationFeature feature, MigrationFeature needed)
    {
        FeatureRule rule = Assert.Single(FeatureCompatibility.Check(feature));
        Assert.Equal((FeatureRuleKind.Requires, needed), (rule.Kind, rule.Other));
        Assert.Empty(FeatureCompatibility.Check(feature, needed));
    }

    [Fact]
    public void Deltas_and_post_copy_go_together()
    {
        Assert.Empty(FeatureCompatibility.Check(
            MigrationFeature.Xbzrle, MigrationFeature.PostCopy, MigrationFeature.AutoConverge, MigrationFeature.ReturnPath));
        Assert.Empty(FeatureCompatibility.Check());
    }

    [Fact]
    public void A_combination_is_refused_for_every_rule_that_it_breaks_and_for_no_other()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            HashSet<MigrationFeature> asked = [.. All.Where(_ => random.Next(3) == 0)];
            IReadOnlyList<FeatureRule> broken = FeatureCompatibility.Check([.. asked]);
            foreach (FeatureRule rule in FeatureCompatibility.Rules)
            {
                bool isBroken = asked.Contains(rule.Feature)
                    && asked.Contains(rule.Other) == (rule.Kind == FeatureRuleKind.Excludes);
                Assert.True(isBroken == broken.Contains(rule), $"seed {seed}: {rule}");
            }
        }
    }

    [Fact]
    public void No_rule_stands_twice_or_against_itself()
    {
        FeatureRule[] rules = FeatureCompatibility.Rules.ToArray();
        Assert.All(rules, rule => Assert.NotEqual(rule.Feature, rule.Other));
        Assert.Equal(rules.Length, rules.Select(rule => (Min(rule), Max(rule))).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureCompatibility.Check((MigrationFeature)20));
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureCompatibility.Check((MigrationFeature)(-1)));
    }

    private static MigrationFeature Min(FeatureRule rule) => rule.Feature < rule.Other ? rule.Feature : rule.Other;

    private static MigrationFeature Max(FeatureRule rule) => rule.Feature < rule.Other ? rule.Other : rule.Feature;
}
