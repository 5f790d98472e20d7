using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Core;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Core.Provider;
using Technic.Grains.Messages;

namespace Technic.Grains.Quota;

/// <summary>What a quota grain remembers; see <see cref="QuotaLedger"/>.</summary>
[GenerateSerializer, Alias("technic.QuotaState")]
internal sealed class QuotaState
{
    [Id(0)] public long LastSecond { get; set; }

    [Id(1)] public int[] Counts { get; set; } = [];

    [Id(2)] public DateTimeOffset PausedUntil { get; set; } = DateTimeOffset.MinValue;
}

/// <summary>Keeps one provider's quota. A grant is stored before it is given; where the store cannot say what was granted, a whole minute is taken as spent.</summary>
internal sealed partial class QuotaGrain(IServiceProvider services, TimeProvider time, ILogger<QuotaGrain> logger) : Grain, IQuotaGrain
{
    private StateStorageBridge<QuotaState> _state = null!;
    private QuotaLedger? _ledger;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var storage = services.GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);
        _state = new StateStorageBridge<QuotaState>("quota", GrainContext, storage);
        return Task.CompletedTask;
    }

    async Task<QuotaLease> IQuotaGrain.LeaseAsync(int wanted, int requestsPerMinute, CancellationToken cancellationToken)
    {
        _ledger ??= await ReadAsync(requestsPerMinute);
        var (ledger, granted, wait) = _ledger.Grant(wanted, requestsPerMinute, time.GetUtcNow());
        _ledger = ledger;
        if (granted > 0) await WriteAsync();
        return new QuotaLease(granted, wait);
    }

    async Task IQuotaGrain.SlowDownAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        _ledger = (_ledger ?? QuotaLedger.Empty).Pause(pause, time.GetUtcNow());
        await WriteAsync();
    }

    private async Task<QuotaLedger> ReadAsync(int requestsPerMinute)
    {
        try
        {
            await _state.ReadStateAsync();
            return _state.RecordExists && _state.State is { } known
                ? new QuotaLedger(known.LastSecond, [.. known.Counts], known.PausedUntil)
                : QuotaLedger.Empty;
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogUnknown(this.GetPrimaryKeyString(), problem.Message);
            return QuotaLedger.Spent(time.GetUtcNow(), requestsPerMinute);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            _state.State = new QuotaState { LastSecond = _ledger!.LastSecond, Counts = [.. _ledger.Counts], PausedUntil = _ledger.PausedUntil };
            await _state.WriteStateAsync();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // The quota holds as long as this activation lives; after it, ReadAsync takes a minute as spent if the store is still away.
            LogNotStored(this.GetPrimaryKeyString(), problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was granted of the quota of {Source} is not known, so a minute of it is taken as spent: {Problem}")]
    private partial void LogUnknown(string source, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A grant of the quota of {Source} was not stored: {Problem}")]
    private partial void LogNotStored(string source, string problem);
}
