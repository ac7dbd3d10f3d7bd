namespace PageEngine.Linux.Tests;

public sealed class KernelFeaturesTests
{
    [Fact]
    public void Every_feature_is_available_or_says_why_not_in_one_line()
    {
        foreach (KernelFeature feature in KernelFeatures.Current.All)
        {
            Assert.Equal(feature.IsAvailable, feature.Reason.Length == 0);
            Assert.DoesNotContain('\n', feature.ToString());
            Assert.StartsWith(feature.Name + ": ", feature.ToString(), StringComparison.Ordinal);
        }

        Assert.NotEmpty(KernelFeatures.Current.Release);
        Assert.True(KernelFeatures.Current.MaximumMapCount > 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelFeatures.Current.WhyNot((TrackerKind)9));
    }

    [Theory]
    [InlineData(KernelRefusals.UserFault)]
    [InlineData(KernelRefusals.AsyncWriteProtect)]
    [InlineData(KernelRefusals.PagemapScan)]
    [InlineData(KernelRefusals.Pagemap)]
    internal void Where_the_kernel_refuses_the_next_best_tracker_is_used_and_works(KernelRefusals refused)
    {
        var features = KernelFeatures.Probe(refused);
        Assert.NotEqual(TrackerKind.AsyncWriteProtect, features.BestTracker);
        var forced = new MappedMemoryOptions { Tracker = TrackerKind.AsyncWriteProtect };
        NotSupportedException exception = Assert.Throws<NotSupportedException>(
            () => MappedGuestMemory.Create(ByteSize.FromPages(4), forced, features));
        Assert.Contains("refused for a test", exception.Message, StringComparison.Ordinal);

        using var memory = MappedGuestMemory.Create(ByteSize.FromPages(64), new MappedMemoryOptions(), features);
        Assert.Equal(features.BestTracker, memory.Tracker);
        Assert.Contains("refused for a test", memory.TrackerNote, StringComparison.Ordinal);
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        RealMemory.Harvest(memory, cursor);
        RealMemory.Write(memory, 20, 1);
        Assert.Equal([20UL], RealMemory.Harvest(memory, cursor));
    }

    [Fact]
    public void Without_anything_of_the_kernel_fingerprints_are_left()
    {
        var features = KernelFeatures.Probe(
            KernelRefusals.UserFault | KernelRefusals.SoftDirty | KernelRefusals.Pagemap);
        Assert.Equal(TrackerKind.Fingerprints, features.BestTracker);
        Assert.False(features.PagemapScan.IsAvailable);
        Assert.False(features.WriteProtect.IsAvailable);
    }

    [Fact]
    public void A_kernel_that_has_everything_tracks_by_write_protection()
    {
        RealMemory.SkipWithout(TrackerKind.AsyncWriteProtect);
        Assert.Equal(TrackerKind.AsyncWriteProtect, KernelFeatures.Current.BestTracker);
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(4));
        Assert.Equal(TrackerKind.AsyncWriteProtect, memory.Tracker);
        Assert.Equal("", memory.TrackerNote);
        Assert.True(memory.IsExactWhileWriting);
    }
}
