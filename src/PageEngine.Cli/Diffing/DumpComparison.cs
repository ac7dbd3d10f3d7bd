using PageEngine.Images;

namespace PageEngine.Cli.Diffing;

/// <summary>Compares two dumps of one guest, address by address.</summary>
/// <remarks>
/// Reads both dumps once, in blocks that workers share out; the result is the same for any number of them. What is
/// kept is the runs of pages that differ.
/// </remarks>
internal sealed class DumpComparison(MemoryImage old, MemoryImage changed)
{
    private const ulong PagesPerBlock = 1024;

    private readonly List<MatchedRun> _differing = [];
    private TransferCost _cost;

    /// <summary>Which pages were compared.</summary>
    internal AddressMatch Match { get; } = AddressMatch.Of(old, changed);

    /// <summary>The runs of pages that differ, ascending; no two of them touch in addresses.</summary>
    internal IReadOnlyList<MatchedRun> Differing => _differing;

    /// <summary>The pages that differ.</summary>
    internal ulong DifferingPages { get; private set; }

    /// <summary>How many bytes of them changed.</summary>
    internal ChangeSizes Sizes { get; } = new();

    /// <summary>What sending them costs, without references.</summary>
    internal TransferCost Cost => _cost;

    /// <summary>Pages that were zero and are not any more.</summary>
    internal ulong ZeroToNonZero { get; private set; }

    /// <summary>Pages that became zero.</summary>
    internal ulong NonZeroToZero { get; private set; }

    /// <summary>The pages of the longest run of differing pages.</summary>
    internal ulong LongestRun => _differing.Count == 0 ? 0 : _differing.Max(static run => run.PageCount);

    /// <summary>Compares.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="PageSourceException">A dump cannot be read any more.</exception>
    internal void Run(int workers, ProgressLine progress, CancellationToken cancellation)
    {
        progress.Begin("comparing", Match.Pages);
        BlockComparer[] comparers = [.. Enumerable.Range(0, workers).Select(_ => new BlockComparer(old, changed))];
        MatchedRun[] blocks = new MatchedRun[workers];
        ulong done = 0;
        int count = 0;
        foreach (MatchedRun block in Blocks())
        {
            blocks[count++] = block;
            done += block.PageCount;
            if (count == workers)
            {
                cancellation.ThrowIfCancellationRequested();
                CompareAll(comparers, blocks.AsMemory(0, count));
                count = 0;
                progress.Report(done);
            }
        }

        CompareAll(comparers, blocks.AsMemory(0, count));
        progress.Wipe();
    }

    private IEnumerable<MatchedRun> Blocks()
    {
        foreach (MatchedRun run in Match.Runs)
        {
            for (ulong offset = 0; offset < run.PageCount; offset += PagesPerBlock)
            {
                yield return new MatchedRun(
                    new GuestFrameNumber(run.Start.Value + offset),
                    run.OldPage + offset,
                    run.NewPage + offset,
                    Math.Min(PagesPerBlock, run.PageCount - offset));
            }
        }
    }

    private void CompareAll(BlockComparer[] comparers, ReadOnlyMemory<MatchedRun> blocks)
    {
        Workers.RunAll(blocks.Length, i => comparers[i].Compare(blocks.Span[i]));
        for (int i = 0; i < blocks.Length; i++)
        {
            Take(comparers[i]);
        }
    }

    private void Take(BlockComparer found)
    {
        foreach (MatchedRun run in found.Differing)
        {
            DifferingPages += run.PageCount;
            MatchedRun last = _differing.Count == 0 ? default : _differing[^1];
            // Pages stand in the order of their addresses, so neighbours by address are neighbours in both dumps.
            bool touches = _differing.Count > 0 && last.Start.Value + last.PageCount == run.Start.Value;
            if (touches)
            {
                _differing[^1] = last with { PageCount = last.PageCount + run.PageCount };
            }
            else
            {
                _differing.Add(run);
            }
        }

        Sizes.Add(found.Sizes);
        _cost.Add(found.Cost);
        ZeroToNonZero += found.ZeroToNonZero;
        NonZeroToZero += found.NonZeroToZero;
    }
}
