namespace PageEngine.Linux.Tests;

[Collection(Alone.Name)]
public sealed class ProcessMergingTests
{
    [Fact]
    public void The_kernels_own_merging_can_be_switched_for_the_process()
    {
        RealMemory.SkipWithout(KernelFeatures.Current.ProcessMerging);
        bool before = KernelMerging.IsOnForProcess;
        try
        {
            KernelMerging.SetForProcess(true);
        }
        catch (NotSupportedException exception)
        {
            Assert.Skip(exception.Message);
        }

        Assert.True(KernelMerging.IsOnForProcess);
        KernelMerging.SetForProcess(before);
        Assert.Equal(before, KernelMerging.IsOnForProcess);
    }
}
