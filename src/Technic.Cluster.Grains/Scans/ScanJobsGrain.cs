using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IScanJobsGrain"/>
/// <remarks>The rules are those of <see cref="KeptScanList"/>. No call fails because of the database.</remarks>
[Reentrant]
internal sealed class ScanJobsGrain : Grain, IScanJobsGrain
{
    private readonly KeptScanList _list;
    private readonly BackgroundState<ScanJobsState> _state;

    public ScanJobsGrain(
        [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage, LivingSilos silos,
        KeptScanLimits limits, TimeProvider time, ILogger<ScanJobsGrain> logger)
    {
        var actions = this.GetPrimaryKeyLong() == KeptJobs.Studies
            ? new KeptJobActions(
                silos.Contains, entry => StudyOf(entry).DeleteAsync(CancellationToken.None).Ignore(),
                entry => StudyOf(entry).GetAsync(withResult: false, TimeSpan.Zero, CancellationToken.None).Ignore())
            : new KeptJobActions(silos.Contains, entry => JobOf(entry).DeleteAsync(CancellationToken.None).Ignore());
        _list = new KeptScanList(this.GetPrimaryKeyLong() == KeptJobs.Studies ? limits.OfStudies : limits, time, actions);
        _state = new BackgroundState<ScanJobsState>(ScanJobsState.StateName, this, storage, _list, logger);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _state.FlushAsync();

    async Task<string?> IScanJobsGrain.EnterAsync(JobEntry entry, CancellationToken cancellationToken)
    {
        await _state.ReadAsync();
        if (_list.Enter(entry) is { } busy) return busy;
        // Before the answer: otherwise the scan would be unknown if both silos died.
        await _state.PersistAsync();
        return null;
    }

    async Task IScanJobsGrain.EndAsync(JobEntry entry, CancellationToken cancellationToken)
    {
        await _state.ReadAsync();
        if (_list.End(entry)) _state.PersistAsync().Ignore();
    }

    async Task IScanJobsGrain.RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await _state.ReadAsync();
        _list.Remove(id);
        _state.PersistAsync().Ignore();
    }

    async Task<JobEntry?> IScanJobsGrain.FindAsync(string id, CancellationToken cancellationToken)
    {
        await _state.ReadAsync();
        return _list.Find(id);
    }

    async Task<ImmutableArray<JobEntry>> IScanJobsGrain.ListAsync(CancellationToken cancellationToken)
    {
        await _state.ReadAsync();
        return [.. _list.Entries];
    }

    private IStudyJobGrain StudyOf(JobEntry entry) => GrainFactory.GetGrain<IStudyJobGrain>(entry.Id);

    private IScanJobGrain JobOf(JobEntry entry) => GrainFactory.GetGrain<IScanJobGrain>(entry.Id);
}
