using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Cluster.Contracts;
using Technic.Core.Provider;

namespace Technic.Cluster.Grains;

/// <summary>What a quota grain remembers; see <see cref="QuotaLedger"/>.</summary>
[GenerateSerializer, Alias("technic.QuotaState")]
internal sealed class QuotaState
{
    [Id(0)] public long LastSecond { get; set; }

    [Id(1)] public int[] Counts { get; set; } = [];

    [Id(2)] public DateTimeOffset PausedUntil { get; set; } = DateTimeOffset.MinValue;

    /// <summary>The activation that grants; empty when it has ended and everything that it granted is in the counts.</summary>
    [Id(3)] public Guid Owner { get; set; }

    /// <summary>Whether the counts are complete; false in a state of version 0.1.0.</summary>
    [Id(4)] public bool IsComplete { get; set; }
}

/// <summary>
/// Keeps one provider's quota. In no minute more is granted than the plan allows, whatever fails: an activation grants nothing before the state names it as the owner,
/// and it ends when the state names another one. What an owner granted while the database failed is unknown to the next one, so that, unless an activation ended in
/// order, the next one takes a whole minute's quota as spent.
/// </summary>
internal sealed partial class QuotaGrain(
    [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage, TimeProvider time, ILogger<QuotaGrain> logger) : Grain, IQuotaGrain
{
    private const string StateName = "quota";

    /// <summary>How long callers wait while the database does not let an activation become the owner.</summary>
    private static readonly TimeSpan OwnershipWait = TimeSpan.FromSeconds(1);

    private readonly Guid _self = Guid.NewGuid();
    private GrainState<QuotaState> _row = new();
    private bool _isRowKnown;
    private bool _isOwner;
    private QuotaLedger _ledger = QuotaLedger.Empty;

    async Task<QuotaLease> IQuotaGrain.LeaseAsync(int wanted, int requestsPerMinute, CancellationToken cancellationToken)
    {
        if (!_isOwner && !await BecomeOwnerAsync(requestsPerMinute)) return new QuotaLease(0, OwnershipWait);
        var (ledger, granted, wait) = _ledger.Grant(wanted, requestsPerMinute, time.GetUtcNow());
        _ledger = ledger;
        if (granted == 0 || await StoreAsync() != Stored.ByAnother) return new QuotaLease(granted, wait);
        _isOwner = false;
        DeactivateOnIdle();
        return new QuotaLease(0, OwnershipWait);
    }

    async Task IQuotaGrain.SlowDownAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        _ledger = _ledger.Pause(pause, time.GetUtcNow());
        if (_isOwner) await StoreAsync();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_isOwner) await StoreAsync(isEnd: true);
    }

    private enum Stored
    {
        Yes,
        No,
        ByAnother,
    }

    private async Task<bool> BecomeOwnerAsync(int requestsPerMinute)
    {
        if (!await TryReadAsync()) return false;
        var pausedUntil = _ledger.PausedUntil;
        _ledger = _row is not { RecordExists: true, State: { } known } ? QuotaLedger.Empty
            : known.IsComplete ? new QuotaLedger(known.LastSecond, [.. known.Counts], known.PausedUntil)
            : QuotaLedger.Spent(time.GetUtcNow(), requestsPerMinute) with { PausedUntil = known.PausedUntil };
        if (_row is { RecordExists: true, State.IsComplete: false }) LogUnknown(this.GetPrimaryKeyString());
        if (pausedUntil > _ledger.PausedUntil) _ledger = _ledger with { PausedUntil = pausedUntil };
        _isOwner = await StoreAsync() == Stored.Yes;
        return _isOwner;
    }

    /// <summary>Stores the ledger over the version that is known, and finds out whether the state is still this activation's.</summary>
    private async Task<Stored> StoreAsync(bool isEnd = false)
    {
        if (!_isRowKnown)
        {
            if (!await TryReadAsync()) return Stored.No;
            if (_isOwner && _row.State?.Owner != _self) return Stored.ByAnother;
        }
        try
        {
            _row.State = new QuotaState
            {
                LastSecond = _ledger.LastSecond,
                Counts = [.. _ledger.Counts],
                PausedUntil = _ledger.PausedUntil,
                Owner = isEnd ? Guid.Empty : _self,
                IsComplete = isEnd,
            };
            await storage.WriteStateAsync(StateName, this.GetGrainId(), _row);
            return Stored.Yes;
        }
        catch (InconsistentStateException)
        {
            _isRowKnown = false;
            return Stored.ByAnother;
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // Whether it was written after all is unknown, and so is the version.
            _isRowKnown = false;
            LogNotStored(this.GetPrimaryKeyString(), problem.Message);
            return Stored.No;
        }
    }

    private async Task<bool> TryReadAsync()
    {
        try
        {
            var row = new GrainState<QuotaState>();
            await storage.ReadStateAsync(StateName, this.GetGrainId(), row);
            (_row, _isRowKnown) = (row, true);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogNotRead(this.GetPrimaryKeyString(), problem.Message);
            _isRowKnown = false;
        }
        return _isRowKnown;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "What was granted of the quota of {Source} in the last minute is unknown, so a minute's quota counts as used")]
    private partial void LogUnknown(string source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The quota of {Source} cannot be read, so nothing is granted: {Problem}")]
    private partial void LogNotRead(string source, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A grant of the quota of {Source} was not stored: {Problem}")]
    private partial void LogNotStored(string source, string problem);
}
