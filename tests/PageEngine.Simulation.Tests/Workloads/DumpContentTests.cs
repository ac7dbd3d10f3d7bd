using PageEngine.Images;
using PageEngine.TestSupport;

namespace PageEngine.Simulation.Tests.WorkloadTests;

public sealed class DumpContentTests
{
    private static readonly DumpTokens Dump = DumpTokens.Load([new MemoryPages(MemoryPages.Of(1, 2, 1, 0, 3, 2))]);

    [Fact]
    public void Memory_begins_with_the_pages_of_the_dump_and_then_diverges()
    {
        List<PageAccess> steps = new TaskRun(Spec(), TaskRun.Setting(100)).Take(200);
        List<PageAccess> fill = steps[..6];
        Assert.Equal([0, 1, 2, 3, 4, 5], fill.Select(step => (int)step.Page));
        Assert.Equal(fill[0].Content, fill[2].Content);
        Assert.Equal(fill[1].Content, fill[5].Content);
        Assert.Equal(4, fill.Select(step => step.Content).Distinct().Count());
        Assert.Equal((PageAccessKind.Zero, 0UL), (fill[3].Kind, fill[3].Content));
        Assert.All(steps[6..], step => Assert.Equal(0UL, step.Content));
    }

    [Fact]
    public void Tasks_share_a_dump_one_after_another()
    {
        WorkloadSpec spec = Spec();
        PageAccess[] whole = [.. new TaskRun(spec, TaskRun.Setting(100)).Take(6)[..6]];
        PageAccess[] second = [.. new TaskRun(spec, TaskRun.Setting(4) with { FirstPage = 4 }).Take(6)[..2]];
        Assert.Equal(whole[4..].Select(step => step.Content), second.Select(step => step.Content));
        Assert.Equal([0, 1], second.Select(step => (int)step.Page));
        Assert.Equal(10_000, new TaskRun(spec, TaskRun.Setting(4) with { FirstPage = 8 }).Take(1)[0].Nanoseconds);
    }

    private static UniformWorkload Spec() => new() { Content = new ContentSpec { DumpTokens = Dump } };
}
