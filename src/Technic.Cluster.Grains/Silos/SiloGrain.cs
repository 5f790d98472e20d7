using Orleans.Concurrency;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>The cluster's hand on this silo.</summary>
[Reentrant, OwnSiloPlacement]
internal sealed class SiloGrain(SiloCache cache, SiloIdentity silo, ScanRequests requests) : Grain, ISiloGrain
{
    Task<SiloReport> ISiloGrain.ReportAsync(CancellationToken cancellationToken) => Task.FromResult(silo.Report());

    Task<long> ISiloGrain.ClearMemoryAsync(CancellationToken cancellationToken) => Task.FromResult((long)cache.Memory.Clear());

    Task<int> ISiloGrain.CountRequestsAsync(Guid scan, CancellationToken cancellationToken) => Task.FromResult(requests.Of(scan));

    async Task ISiloGrain.LookIntoArchiveAsync(CancellationToken cancellationToken)
    {
        if (cache.Market is { } market) await market.Archive.RefreshAsync(cancellationToken);
    }

    Task ISiloGrain.ForgetRowsAsync(CancellationToken cancellationToken)
    {
        cache.Memory.ForgetRows();
        return Task.CompletedTask;
    }
}
