using FsCheck.Xunit;

namespace PageEngine.Linux.Tests;

public sealed class PageRunsTests
{
    [Property(EndSize = 1_000_000_000)]
    public void Addresses_lead_to_pages_and_back(int seed)
    {
        var random = new Random(seed);
        var runs = new PageRuns();
        List<ulong> model = [];
        ulong address = 0;
        for (int i = random.Next(20); i > 0; i--)
        {
            address += (ulong)random.Next(3) << Page.Shift;
            ulong end = address + ((ulong)random.Next(1, 5) << Page.Shift);
            runs.Add(address, end);
            for (; address < end; address += Page.Size)
            {
                model.Add(address);
            }
        }

        Assert.Equal((ulong)model.Count, runs.PageCount);
        for (int page = 0; page < model.Count; page++)
        {
            Assert.Equal(model[page], runs.AddressOf((ulong)page, out ulong neighbours));
            int last = page + (int)neighbours - 1;
            Assert.Equal(neighbours - 1, (model[last] - model[page]) >> Page.Shift);
            Assert.True(last + 1 == model.Count || model[last + 1] != model[last] + Page.Size);
        }

        for (ulong probe = 0; probe < address + (2 * Page.Size); probe += Page.Size)
        {
            int expected = model.IndexOf(probe);
            Assert.Equal(expected >= 0, runs.TryFind(probe + 5, out ulong page));
            Assert.True(expected < 0 || page == (ulong)expected);
        }
    }
}
