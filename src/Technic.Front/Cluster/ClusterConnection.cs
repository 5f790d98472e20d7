using Technic.Grains;
using Technic.Web;

namespace Technic.Front.Cluster;

/// <summary>
/// Connects to the cluster in the background, for as long as it takes, watches over the connection and begins anew when it is lost. Meanwhile the server answers,
/// and says what it waits for.
/// </summary>
internal sealed partial class ClusterConnection(ClusterClients clients, TimeProvider time, ILoggerFactory loggers, ILogger<ClusterConnection> logger) : BackgroundService
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    // Calls go to the gateways in turn: as long as one of them answers, the cluster is there.
    private const int CallsPerLook = 3;

    // One look that fails may be a pause of the collector.
    private const int FailedLooks = 2;

    private volatile ClusterSession? _session;
    private volatile string _obstacle = "The cluster has not answered yet.";

    /// <summary>What stands between the server and the cluster, as one sentence; <c>null</c> while they are connected.</summary>
    public string? Obstacle => _session is null ? _obstacle : null;

    /// <exception cref="EngineUnavailableException">There is no connection now.</exception>
    public ClusterSession Session => _session ?? throw new EngineUnavailableException(_obstacle);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ConnectAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Connects, and comes back when that fails or the connection is lost.</summary>
    private async Task ConnectAsync(CancellationToken stopping)
    {
        var client = clients.Create();
        using var lost = new CancellationTokenSource();
        try
        {
            using var limit = new CancellationTokenSource(ConnectLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
            await client.StartAsync(either.Token).ConfigureAwait(false);
            var engine = new ClusterEngine(client.Services.GetRequiredService<IGrainFactory>(), new ClusterEngineOptions(), time, loggers.CreateLogger<ClusterEngine>());
            await WatchAsync(client.Services.GetRequiredService<IGrainFactory>(), new ClusterSession(engine, lost.Token), stopping).ConfigureAwait(false);
        }
        catch (Exception problem) when (!stopping.IsCancellationRequested)
        {
            Disconnect(clients.Explain(problem));
        }
        finally
        {
            _session = null;
            await lost.CancelAsync().ConfigureAwait(false);
            await EndAsync(client).ConfigureAwait(false);
        }
    }

    /// <summary>Looks after the connection every second until it is lost.</summary>
    private async Task WatchAsync(IGrainFactory grains, ClusterSession session, CancellationToken stopping)
    {
        for (int look = 0, failed = 0; failed < FailedLooks; look++)
        {
            if (await AnswersAsync(grains, look * CallsPerLook, stopping).ConfigureAwait(false))
            {
                failed = 0;
                if (_session is null) LogConnected();
                _session = session;
            }
            else
            {
                failed++;
            }
            if (failed < FailedLooks) await Task.Delay(Pause, time, stopping).ConfigureAwait(false);
        }
        Disconnect("The connection to the cluster is lost: no silo answers.");
    }

    /// <summary>Whether any of a few calls is answered in time.</summary>
    private async Task<bool> AnswersAsync(IGrainFactory grains, int firstKey, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        var calls = Enumerable.Range(firstKey, CallsPerLook).Select(key => AnswersAsync(grains.GetGrain<IGatewayGrain>(key % 64), either.Token)).ToList();
        while (calls.Count > 0)
        {
            var first = await Task.WhenAny(calls).ConfigureAwait(false);
            if (await first.ConfigureAwait(false)) return true;
            calls.Remove(first);
        }
        stopping.ThrowIfCancellationRequested();
        return false;
    }

    private static async Task<bool> AnswersAsync(IGatewayGrain gateway, CancellationToken limit)
    {
        try
        {
            await gateway.AnswerAsync(CancellationToken.None).WaitAsync(limit).ConfigureAwait(false);
            return true;
        }
        catch (Exception problem) when (ConnectedEngine.IsLoss(problem) || limit.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Disconnect(string obstacle)
    {
        if (_session is not null || obstacle != _obstacle) LogDisconnected(obstacle);
        _obstacle = obstacle;
        _session = null;
    }

    /// <summary>Ends a client, whose silos may be gone, without waiting for them.</summary>
    private async Task EndAsync(IHost client)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        try
        {
            await client.StopAsync(limit.Token).ConfigureAwait(false);
            if (client is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            // It was given up already, whatever it makes of that.
            LogLeftBehind(problem);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the cluster")]
    private partial void LogConnected();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not connected to the cluster. {Obstacle}")]
    private partial void LogDisconnected(string obstacle);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A client did not end as it should")]
    private partial void LogLeftBehind(Exception problem);
}
