using System.Runtime.ExceptionServices;

namespace PageEngine.Images;

/// <summary>Shares pieces of work out to threads.</summary>
internal static class ArchiveWorkers
{
    /// <summary>Runs pieces 0 to count − 1, each by one of the workers; a failure comes out as it was thrown.</summary>
    internal static void Run(int workers, int count, Action<int, int> work)
    {
        if (workers == 1 || count <= 1)
        {
            for (int piece = 0; piece < count; piece++)
            {
                work(0, piece);
            }

            return;
        }

        int next = -1;
        try
        {
            var limit = new ParallelOptions { MaxDegreeOfParallelism = workers };
            Parallel.For(0, Math.Min(workers, count), limit, worker =>
            {
                for (int piece; (piece = Interlocked.Increment(ref next)) < count;)
                {
                    work(worker, piece);
                }
            });
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.Flatten().InnerExceptions[0]);
        }
    }
}
