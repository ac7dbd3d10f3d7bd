using System.Numerics;

namespace PageEngine.Tests;

/// <summary>
/// Races a writer against a harvester over one word of 64 pages, and counts the pages whose last bytes nobody saw.
/// </summary>
/// <remarks>
/// In a round the writer stores to each page and marks it, several times in a row, so that the bit is mostly set when
/// it marks again. The harvester takes the word and reads the pages at once, the shorter the way from take to read the
/// more often a store is still under way. Each page has a cache line of its own, which the harvester keeps pulling
/// over, so that the writer's stores wait. When the round is over and harvested, every page must have been read with
/// its last value: there was a mark behind it. A page lost in a round is counted, and nothing else.
/// </remarks>
internal sealed class MarkRace<TAccess>
    where TAccess : struct, IWordAccess
{
    private const int PageCount = 64;
    private const int WritesPerRound = 4;
    private const int LongsPerPage = 64;

    // A writer that is not running gets the processor; one that is has made the next mark long before.
    private const int IdlePollsPerYield = 1_000;

    // Two threads that take turns on one processor get this far in a round without ever running side by side.
    private const int TakesWithoutOverlap = 3;

    private readonly long[] _bytes = new long[(PageCount + 1) * LongsPerPage];
    private readonly long[] _seen = new long[PageCount];
    private readonly ulong[] _words = new ulong[2 * LongsPerPage];
    private long _started;
    private long _finished;

    /// <summary>
    /// How often the harvester took marks beside a writer that went on marking: only then can anything be lost.
    /// </summary>
    public long OverlappingTakes { get; private set; }

    /// <summary>The word stands far from the array's length, which is read on the way to it.</summary>
    private ref ulong Word => ref _words[LongsPerPage];

    /// <summary>The pages lost in so many rounds, or in as many as it takes to lose one.</summary>
    public long CountLost(long rounds, bool stopAtFirst)
    {
        long lost = 0;
        Thread writer = new(Write);
        writer.Start();
        for (long round = 1; round <= rounds && !(stopAtFirst && lost > 0); round++)
        {
            Volatile.Write(ref _started, round);
            HarvestUntilFinished(round);
            foreach (long seen in _seen)
            {
                lost += seen == round * WritesPerRound ? 0 : 1;
            }
        }

        Volatile.Write(ref _started, -1);
        writer.Join();
        return lost;
    }

    private void HarvestUntilFinished(long round)
    {
        int takes = 0;
        for (int idle = 0; Volatile.Read(ref _finished) != round;)
        {
            if (Harvest())
            {
                takes++;
            }
            else if (++idle % IdlePollsPerYield == 0)
            {
                Thread.Yield();
            }
        }

        Harvest();
        OverlappingTakes += Math.Max(0, takes - TakesWithoutOverlap);
    }

    private void Write()
    {
        for (long round = 1; WaitFor(round); round++)
        {
            for (int page = 0; page < PageCount; page++)
            {
                for (int write = 1; write <= WritesPerRound; write++)
                {
                    _bytes[(page + 1) * LongsPerPage] = (round - 1) * WritesPerRound + write;
                    TAccess.MarkLeaf(ref Word, 1UL << page);
                }
            }

            Volatile.Write(ref _finished, round);
        }
    }

    /// <summary>Waits for a round to start.</summary>
    /// <returns>Whether there is one more.</returns>
    private bool WaitFor(long round)
    {
        SpinWait spin = default;
        long started = Volatile.Read(ref _started);
        for (; started >= 0 && started != round; started = Volatile.Read(ref _started))
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return started == round;
    }

    private bool Harvest()
    {
        if (Volatile.Read(ref Word) == 0)
        {
            return false;
        }

        for (ulong word = TAccess.Take(ref Word); word != 0; word &= word - 1)
        {
            int page = BitOperations.TrailingZeroCount(word);
            _seen[page] = Volatile.Read(ref _bytes[(page + 1) * LongsPerPage]);
        }

        return true;
    }
}
