using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Scans;

namespace Technic.Cluster.Grains;

/// <summary>
/// Reads outcomes from grains whose silos may die. A grain sends something every second; one that is silent for longer, or that the runtime
/// reports as lost, is cancelled and called again, wherever it is active then, for what is still missing. So a call that a dying silo or a
/// directory loses costs seconds, not the half minute of Orleans' response timeout.
/// </summary>
/// <param name="budget">The retries and the deadline of the scan.</param>
/// <param name="time">The clock.</param>
internal sealed class OutcomeCalls(RetryBudget budget, TimeProvider time)
{
    /// <summary>How often a grain sends something.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>A silo that is silent for so long is gone.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A call that sent nothing but heartbeats for so long works: it waits for the provider, not for a dead silo behind it, which ends it
    /// earlier.
    /// </summary>
    private static readonly TimeSpan Trial = 2 * Silence;

    /// <summary>Reads until every candidate has an outcome, the retries are used up or the deadline is over.</summary>
    /// <param name="candidates">The candidates; those that are left without an outcome stay in it.</param>
    /// <param name="ask">Begins the call for the candidates that are left.</param>
    /// <param name="take">Takes an outcome, once a candidate.</param>
    /// <param name="lost">Called with the reason why a call was lost.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task ReadAsync(
        ISet<int> candidates, Func<CancellationToken, IAsyncEnumerable<OutcomeBatch>> ask, Action<SymbolOutcome> take, Action<string> lost,
        CancellationToken cancellationToken)
    {
        using var call = budget.Begin();
        while (candidates.Count > 0)
        {
            var begun = time.GetTimestamp();
            await using (var batches = new WatchedStream<OutcomeBatch>(ask, Silence, time, cancellationToken))
            {
                while (await batches.NextAsync() is { } batch)
                {
                    if (batch.Outcomes.Length > 0 || time.GetElapsedTime(begun) > Trial) call.Works();
                    foreach (var outcome in batch.Outcomes)
                    {
                        if (candidates.Remove(outcome.Candidate)) take(outcome);
                    }
                    if (candidates.Count == 0) return;
                }
                lost(batches.Loss ?? "it ended early");
            }
            if (!await call.WaitAsync(cancellationToken)) return;
        }
    }
}
