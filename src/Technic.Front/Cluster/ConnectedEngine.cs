using System.Runtime.CompilerServices;
using Technic.Cluster.Client;
using Technic.Core.Archive;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Core.Watches;
using Technic.Web;

namespace Technic.Front.Cluster;

/// <summary>
/// The engine of the cluster. Without a connection all calls fail immediately. When the connection is lost, running calls fail too.
/// </summary>
internal sealed partial class ConnectedEngine : IScanEngine, IKeptScans, IStudyEngine, IKeptStudies, IWatchEngine, IAdjustedHistories,
    IEngineStatusSource, IMarketReference, ICompanyImport, IProviderApi
{
    private readonly ClusterConnection _connection;
    private readonly ILogger<ConnectedEngine> _logger;

    public ConnectedEngine(ClusterConnection connection, ILogger<ConnectedEngine> logger) =>
        (_connection, _logger, Watches) = (connection, logger, new ConnectedWatches(this));

    /// <inheritdoc/>
    public IWatches Watches { get; }

    IWatches? IWatchEngine.Watches => Watches;

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, CancellationToken cancellationToken) =>
        StreamAsync(_connection.Session, (engine, token) => engine.ScanAsync(request, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.GetHistoryAsync(key, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<HistoryLookup> GetHistoryAsync(
        PriceHistoryKey key, PriceAdjustment adjustment, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.GetHistoryAsync(key, adjustment, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.GetStatisticsAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.ClearMemoryAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<EngineStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.GetStatusAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<IReadOnlyList<Listing>> GetListingsAsync(CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.GetListingsAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public async ValueTask ImportCompaniesAsync(IReadOnlyList<Listing> companies, CancellationToken cancellationToken) =>
        await CallAsync(
            async (engine, token) =>
            {
                await engine.ImportCompaniesAsync(companies, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<IReadOnlyList<Listing>> GetKnownListingsAsync(CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.GetKnownListingsAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<MarketSession?> GetSessionAsync(DateOnly day, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.GetSessionAsync(day, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<IReadOnlyList<Split>?> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.GetSplitsAsync(from, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<IReadOnlyList<Dividend>?> GetDividendsAsync(DateOnly? from, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.GetDividendsAsync(from, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<IReadOnlyList<DayReport>?> GetDaysAsync(CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.GetDaysAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<MarketAudit?> AuditAsync(CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.AuditAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<int> ReloadDayAsync(DateOnly day, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.ReloadDayAsync(day, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<ProviderAnswer?> GetFromProviderAsync(string path, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.GetFromProviderAsync(path, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<KeptScan> StartScanAsync(ScanRequest request, string? owner, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.KeptScans.StartScanAsync(request, owner, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<KeptScan?> FindScanAsync(string id, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.KeptScans.FindScanAsync(id, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<IReadOnlyList<KeptScan>> ListScansAsync(CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.KeptScans.ListScansAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<RowRange?> GetScanRowsAsync(string id, int offset, int limit, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.KeptScans.GetScanRowsAsync(id, offset, limit, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public IAsyncEnumerable<JobEvent> FollowScanAsync(string id, long after, CancellationToken cancellationToken) =>
        StreamAsync(_connection.Session, (engine, token) => engine.KeptScans.FollowScanAsync(id, after, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public async ValueTask DeleteScanAsync(string id, CancellationToken cancellationToken) =>
        await CallAsync(
            async (engine, token) =>
            {
                await engine.KeptScans.DeleteScanAsync(id, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public async Task<IReadOnlyList<StudyResult>> StudyAsync(
        IReadOnlyList<StudyRequest> requests, Action<string> progress, CancellationToken cancellationToken) =>
        await CallAsync(
            async (engine, token) => await engine.StudyAsync(requests, progress, token).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public async Task<IReadOnlyList<PresetStudy>> GetPresetStudiesAsync(CancellationToken cancellationToken) =>
        await CallAsync(
            async (engine, token) => await engine.GetPresetStudiesAsync(token).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public async Task KeepPresetStudyAsync(string preset, StudyResult study, CancellationToken cancellationToken) =>
        await CallAsync(
            async (engine, token) =>
            {
                await engine.KeepPresetStudyAsync(preset, study, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<KeptStudy> StartStudyAsync(StudyRequest request, string? owner, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.KeptStudies.StartStudyAsync(request, owner, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<KeptStudy?> FindStudyAsync(string id, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.KeptStudies.FindStudyAsync(id, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<KeptStudy?> WaitForStudyAsync(KeptStudy known, TimeSpan patience, CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.KeptStudies.WaitForStudyAsync(known, patience, token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public ValueTask<IReadOnlyList<KeptStudy>> ListStudiesAsync(CancellationToken cancellationToken) =>
        CallAsync((engine, token) => engine.KeptStudies.ListStudiesAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public async ValueTask DeleteStudyAsync(string id, CancellationToken cancellationToken) =>
        await CallAsync(
            async (engine, token) =>
            {
                await engine.KeptStudies.DeleteStudyAsync(id, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Whether a call failed because of the connection and not because of the request.</summary>
    public static bool IsConnectionError(Exception problem) =>
        problem is OrleansException or TimeoutException or EnumerationAbortedException
            or ObjectDisposedException or OperationCanceledException or IOException;

    private async IAsyncEnumerable<T> StreamAsync<T>(
        ClusterSession session, Func<ClusterEngine, CancellationToken, IAsyncEnumerable<T>> begin,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(session.Lost, cancellationToken);
        await using var elements = begin(session.Engine, ending.Token).GetAsyncEnumerator(ending.Token);
        while (await NextAsync(elements, session, cancellationToken).ConfigureAwait(false)) yield return elements.Current;
    }

    private async ValueTask<bool> NextAsync<T>(
        IAsyncEnumerator<T> elements, ClusterSession session, CancellationToken cancellationToken)
    {
        try
        {
            return await elements.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (IsConnectionError(problem) && !cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(problem, session);
        }
    }

    /// <summary>Calls the cluster.</summary>
    /// <exception cref="EngineUnavailableException">The front is not connected, or lost the connection.</exception>
    public async ValueTask<T> CallAsync<T>(Func<ClusterEngine, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        var session = _connection.Session;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(session.Lost, cancellationToken);
        try
        {
            // A call to a stopped silo does not complete, so the wait is cancelled.
            return await call(session.Engine, ending.Token).AsTask().WaitAsync(ending.Token).ConfigureAwait(false);
        }
        catch (Exception problem) when (IsConnectionError(problem) && !cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(problem, session);
        }
    }

    private EngineUnavailableException Unavailable(Exception problem, ClusterSession session)
    {
        if (session.Lost.IsCancellationRequested)
            return new EngineUnavailableException("The connection to the cluster was lost during the request.", problem);
        LogNoResponse(problem.Message);
        return new EngineUnavailableException("The silo did not respond in time. Try again later.", problem);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A silo did not respond: {Problem}")]
    private partial void LogNoResponse(string problem);
}
