namespace PageEngine.Cli.SelfCheck;

/// <summary>What it costs to know which pages were written.</summary>
internal sealed class DirtyFigures(PassTimer timer) : IDisposable
{
    private const int WrittenEvery = 100;
    private const double MarkNanoseconds = 2;
    private const double HarvestMicroseconds = 10;
    private static readonly ulong PageCount = ByteSize.FromGiB(1).Pages;

    private readonly DirtyBitmap _bitmap = new(PageCount);
    private readonly DirtyBitmap _taken = new(PageCount);

    internal IEnumerable<BenchFigure> Measure()
    {
        double mark = timer.Median(Mark) / PageCount * 1e9;
        yield return new BenchFigure("dirtyMark", "mark a page as written", mark, "ns")
        {
            Expected = MarkNanoseconds,
            LessIsBetter = true,
        };
        double harvest = timer.Median(Harvest, MarkSome) * 1e6;
        yield return new BenchFigure("dirtyHarvest", "harvest 1 GiB of which 1 % was written", harvest, "us")
        {
            Expected = HarvestMicroseconds,
            LessIsBetter = true,
        };
    }

    public void Dispose()
    {
        _bitmap.Dispose();
        _taken.Dispose();
    }

    private void Mark()
    {
        for (ulong page = 0; page < PageCount; page++)
        {
            _bitmap.Mark(new GuestFrameNumber(page));
        }
    }

    private void MarkSome()
    {
        _bitmap.Clear();
        _taken.Clear();
        for (ulong page = 0; page < PageCount; page += WrittenEvery)
        {
            _bitmap.Mark(new GuestFrameNumber(page));
        }
    }

    private void Harvest() => _bitmap.HarvestInto(_taken);
}
