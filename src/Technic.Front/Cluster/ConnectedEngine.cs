using System.Runtime.CompilerServices;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Grains;
using Technic.Web;

namespace Technic.Front.Cluster;

/// <summary>
/// The cluster's engine as far as it is connected. Without a connection every call fails at once, and when the connection is lost so do the calls under way: nobody
/// waits for a silo that is not there.
/// </summary>
internal sealed partial class ConnectedEngine(ClusterConnection connection, ILogger<ConnectedEngine> logger) : IScanEngine, IEngineStatusSource, IMarketReference
{
    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">There is no connection now, or it was lost.</exception>
    public IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, CancellationToken cancellationToken) => ScanAsync(connection.Session, request, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">There is no connection now, or it was lost.</exception>
    public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken) =>
        AskAsync((engine, token) => engine.GetHistoryAsync(key, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">There is no connection now, or it was lost.</exception>
    public ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken) =>
        AskAsync((engine, token) => engine.GetStatisticsAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">There is no connection now, or it was lost.</exception>
    public ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken) =>
        AskAsync((engine, token) => engine.ClearMemoryAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">There is no connection now, or it was lost.</exception>
    public ValueTask<EngineStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        AskAsync((engine, token) => engine.GetStatusAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">There is no connection now, or it was lost.</exception>
    public ValueTask<IReadOnlyList<Listing>> GetListingsAsync(CancellationToken cancellationToken) =>
        AskAsync((engine, token) => engine.GetListingsAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">There is no connection now, or it was lost.</exception>
    public ValueTask<MarketSession?> GetSessionAsync(DateOnly day, CancellationToken cancellationToken) =>
        AskAsync((engine, token) => engine.GetSessionAsync(day, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">There is no connection now, or it was lost.</exception>
    public ValueTask<IReadOnlyList<Split>?> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken) =>
        AskAsync((engine, token) => engine.GetSplitsAsync(from, token), cancellationToken);

    /// <summary>Whether a call failed because of the way to the silo, and not because of what was asked.</summary>
    public static bool IsLoss(Exception problem) =>
        problem is OrleansException or TimeoutException or EnumerationAbortedException or ObjectDisposedException or OperationCanceledException or IOException;

    private async IAsyncEnumerable<ScanUpdate> ScanAsync(ClusterSession session, ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(session.Lost, cancellationToken);
        await using var updates = session.Engine.ScanAsync(request, ending.Token).GetAsyncEnumerator(ending.Token);
        while (await NextAsync(updates, session, cancellationToken).ConfigureAwait(false)) yield return updates.Current;
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ScanUpdate> updates, ClusterSession session, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (IsLoss(problem) && !cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(problem, session);
        }
    }

    private async ValueTask<T> AskAsync<T>(Func<ClusterEngine, CancellationToken, ValueTask<T>> question, CancellationToken cancellationToken)
    {
        var session = connection.Session;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(session.Lost, cancellationToken);
        try
        {
            // The call itself ends when its silo says so; one that is gone says nothing.
            return await question(session.Engine, ending.Token).AsTask().WaitAsync(ending.Token).ConfigureAwait(false);
        }
        catch (Exception problem) when (IsLoss(problem) && !cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(problem, session);
        }
    }

    private EngineUnavailableException Unavailable(Exception problem, ClusterSession session)
    {
        if (session.Lost.IsCancellationRequested)
            return new EngineUnavailableException("The connection to the cluster was lost while the answer was waited for.", problem);
        LogUnanswered(problem.Message);
        return new EngineUnavailableException("The silo that was asked is gone or too slow; try again in a moment.", problem);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A silo did not answer: {Problem}")]
    private partial void LogUnanswered(string problem);
}
