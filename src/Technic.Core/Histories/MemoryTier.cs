using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>L1: answers from the memory of this process, on all cores.</summary>
/// <param name="keeper">The memory.</param>
/// <param name="counters">The hit rate for the log.</param>
/// <param name="logger">The log.</param>
public sealed partial class MemoryTier(HistoryKeeper keeper, CacheCounters counters, ILogger<MemoryTier> logger) : IHistoryTier
{
    private const int KeysPerTask = 128;

    /// <inheritdoc/>
#pragma warning disable CS1998 // It completes synchronously; other tiers wait.
    public async IAsyncEnumerable<SearchStep> AnswerAsync(
        HistorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
#pragma warning restore CS1998
    {
        var open = search.Open();
        var answers = new HistoryAnswer[open.Length];
        var isFound = new bool[open.Length];
        InRanges(open.Length, cancellationToken, (from, to) =>
        {
            for (var i = from; i < to; i++) isFound[i] = keeper.TryAnswer(search, open[i].Place, open[i].Key, out answers[i]);
        });
        var found = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            if (isFound[i]) answers[found++] = answers[i];
        }
        if (found > 0) yield return new Answered(found == answers.Length ? answers : answers[..found]);
    }

    /// <inheritdoc/>
    public HistoryLookup? TryAnswer(in PriceHistoryKey key, in Moment moment)
    {
        var held = keeper.Find(key, moment);
        if (held is not null && logger.IsEnabled(LogLevel.Debug)) LogHit(key, counters.Snapshot().HitRate);
        return held;
    }

    /// <summary>Processes ranges on all cores; a small count stays on the caller's thread.</summary>
    public static void InRanges(int count, CancellationToken cancellationToken, Action<int, int> work)
    {
        if (count <= KeysPerTask)
        {
            work(0, count);
            return;
        }
        // Not the scheduler of a grain, which has one thread.
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.ForEach(Partitioner.Create(0, count, KeysPerTask), options, range => work(range.Item1, range.Item2));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "L1 memory hit {Key}, hit rate {HitRate:F1} %")]
    private partial void LogHit(PriceHistoryKey key, double hitRate);
}
