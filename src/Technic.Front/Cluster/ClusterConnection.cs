using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Web;

namespace Technic.Front.Cluster;

/// <summary>
/// Connects to the cluster in the background, monitors the connection, and reconnects when it is lost. While disconnected, the server
/// reports the reason.
/// </summary>
internal sealed partial class ClusterConnection(
    ClusterClients clients, TimeProvider time, ILoggerFactory loggers, ILogger<ClusterConnection> logger) : BackgroundService
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    // Calls use the gateways in turn. The cluster is reachable if one of them responds.
    private const int CallsPerProbe = 3;

    // A single failed probe can be a garbage collection.
    private const int MaxFailedProbes = 2;

    private volatile ClusterSession? _session;
    private volatile string _error = "Connecting to the cluster.";

    /// <summary>Why there is no connection; <c>null</c> while connected.</summary>
    public string? Error => _session is null ? _error : null;

    /// <exception cref="EngineUnavailableException">The front is not connected.</exception>
    public ClusterSession Session => _session ?? throw new EngineUnavailableException(_error);

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

    /// <summary>Connects, and returns when the connection fails or is lost.</summary>
    private async Task ConnectAsync(CancellationToken stopping)
    {
        var client = clients.Create();
        using var lost = new CancellationTokenSource();
        try
        {
            using var limit = new CancellationTokenSource(ConnectLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
            await client.StartAsync(either.Token).ConfigureAwait(false);
            var grains = client.Services.GetRequiredService<IGrainFactory>();
            var engine = new ClusterEngine(grains, clients.EngineOptions, time, loggers.CreateLogger<ClusterEngine>());
            await WatchAsync(grains, new ClusterSession(grains, engine, lost.Token), stopping).ConfigureAwait(false);
        }
        catch (Exception problem) when (!stopping.IsCancellationRequested)
        {
            Disconnect(clients.Explain(problem));
        }
        finally
        {
            _session = null;
            await lost.CancelAsync().ConfigureAwait(false);
            await StopClientAsync(client).ConfigureAwait(false);
        }
    }

    /// <summary>Probes the connection every second until it is lost.</summary>
    private async Task WatchAsync(IGrainFactory grains, ClusterSession session, CancellationToken stopping)
    {
        for (int probe = 0, failed = 0; failed < MaxFailedProbes; probe++)
        {
            if (await RespondsAsync(grains, probe * CallsPerProbe, stopping).ConfigureAwait(false))
            {
                failed = 0;
                if (_session is null) LogConnected();
                _session = session;
            }
            else
            {
                failed++;
            }
            if (failed < MaxFailedProbes) await Task.Delay(Pause, time, stopping).ConfigureAwait(false);
        }
        Disconnect("Connection to the cluster lost: no silo responds.");
    }

    /// <summary>Whether any of several calls succeeds in time.</summary>
    private async Task<bool> RespondsAsync(IGrainFactory grains, int firstKey, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        var calls = Enumerable.Range(firstKey, CallsPerProbe)
            .Select(key => RespondsAsync(grains.GetGrain<IGatewayGrain>(key % 64), either.Token)).ToList();
        while (calls.Count > 0)
        {
            var first = await Task.WhenAny(calls).ConfigureAwait(false);
            if (await first.ConfigureAwait(false)) return true;
            calls.Remove(first);
        }
        stopping.ThrowIfCancellationRequested();
        return false;
    }

    private static async Task<bool> RespondsAsync(IGatewayGrain gateway, CancellationToken limit)
    {
        try
        {
            await gateway.AnswerAsync(CancellationToken.None).WaitAsync(limit).ConfigureAwait(false);
            return true;
        }
        catch (Exception problem) when (ConnectedEngine.IsConnectionError(problem) || limit.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Disconnect(string error)
    {
        if (_session is not null || error != _error) LogDisconnected(error);
        _error = error;
        _session = null;
    }

    /// <summary>Stops a client without waiting for unreachable silos.</summary>
    private async Task StopClientAsync(IHost client)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        try
        {
            await client.StopAsync(limit.Token).ConfigureAwait(false);
            if (client is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            // The client is discarded in any case.
            LogStopFailed(problem);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the cluster")]
    private partial void LogConnected();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not connected to the cluster. {Error}")]
    private partial void LogDisconnected(string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Stopping a cluster client failed")]
    private partial void LogStopFailed(Exception problem);
}
