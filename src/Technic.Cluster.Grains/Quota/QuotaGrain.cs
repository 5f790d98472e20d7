using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IQuotaGrain"/>
/// <remarks><see cref="StoredQuota"/> decides what an activation may grant; a replaced activation ends.</remarks>
internal sealed class QuotaGrain(
    [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage, TimeProvider time,
    ILogger<QuotaGrain> logger) : Grain, IQuotaGrain
{
    private StoredQuota _quota = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _quota = new StoredQuota(this.GetGrainId(), storage, time, logger);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _quota.EndAsync();

    async Task<QuotaLease> IQuotaGrain.LeaseAsync(int wanted, int requestsPerMinute, CancellationToken cancellationToken)
    {
        var lease = await _quota.LeaseAsync(wanted, requestsPerMinute);
        if (_quota.IsReplaced) DeactivateOnIdle();
        return lease;
    }

    Task IQuotaGrain.SlowDownAsync(TimeSpan pause, CancellationToken cancellationToken) => _quota.SlowDownAsync(pause);
}
