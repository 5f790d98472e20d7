using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>
/// Adds up what silos report; nothing here is on the way of a lookup. The reports are persisted after the answers, so that those of dead
/// silos outlive this grain's own silo; no answer waits for the database.
/// </summary>
[Reentrant]
internal sealed class CacheStatsGrain : Grain, ICacheStatsGrain
{
    /// <summary>How long the first answer of an activation waits for what an earlier one knew.</summary>
    private static readonly TimeSpan ReadWait = TimeSpan.FromMilliseconds(250);

    private readonly LivingSilos _silos;
    private readonly SiloReports _reports;
    private readonly BackgroundState<ClusterTotals> _state;
    private Task _firstRead = Task.CompletedTask;

    public CacheStatsGrain(
        [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage, LivingSilos silos, TimeProvider time,
        ILogger<CacheStatsGrain> logger)
    {
        (_silos, _reports) = (silos, new SiloReports(silos, time));
        _state = new BackgroundState<ClusterTotals>(ClusterTotals.StateName, this, storage, _reports, logger);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _firstRead = Task.WhenAny(_state.ReadAsync(), Task.Delay(ReadWait, TimeProvider.System, CancellationToken.None));
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _state.FlushAsync();

    Task ICacheStatsGrain.ReportAsync(SiloReport report, CancellationToken cancellationToken)
    {
        _reports.Enter(report);
        _state.PersistAsync().Ignore();
        return Task.CompletedTask;
    }

    async Task<ClusterReport> ICacheStatsGrain.GetAsync(CancellationToken cancellationToken)
    {
        await _firstRead;
        var report = _reports.With(await _silos.AskAsync((silo, token) => silo.ReportAsync(token), cancellationToken));
        _state.PersistAsync().Ignore();
        return report;
    }

    async Task<long> ICacheStatsGrain.ClearMemoryAsync(CancellationToken cancellationToken) =>
        (await _silos.AskAsync((silo, token) => silo.ClearMemoryAsync(token), cancellationToken)).Sum();
}
