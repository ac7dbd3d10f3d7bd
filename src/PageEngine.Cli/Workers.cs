using System.Runtime.ExceptionServices;

namespace PageEngine.Cli;

/// <summary>Runs work on several threads so that a failure comes out as it was thrown.</summary>
internal static class Workers
{
    /// <summary>Runs pieces of work together and returns when all are done.</summary>
    /// <remarks>The first failure is thrown, as if one thread had done the work.</remarks>
    internal static void RunAll(int count, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(count, 1) }, work);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.Flatten().InnerExceptions[0]);
        }
    }
}
