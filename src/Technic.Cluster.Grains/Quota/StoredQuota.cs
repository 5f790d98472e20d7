using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Technic.Cluster.Contracts;
using Technic.Core.Provider;

namespace Technic.Cluster.Grains;

/// <summary>What a <see cref="StoredQuota"/> persists; see <see cref="QuotaLedger"/>.</summary>
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

    /// <summary>The end of the owner's lease: after it, the owner grants nothing that it cannot store. Unknown in earlier states.</summary>
    [Id(5)] public DateTimeOffset OwnedUntil { get; set; } = DateTimeOffset.MinValue;
}

/// <summary>
/// One activation's part of a quota whose state other activations may share for a while. In no minute more is granted than the plan allows,
/// whatever fails:
/// <list type="bullet">
/// <item>Only the owner that the stored state names grants. Each successful write renews its lease for a minute.</item>
/// <item>While the database fails, the owner continues until its lease ends, and then grants nothing.</item>
/// <item>An activation becomes the owner after its predecessor's lease, by a write over the version that it has read, so of two only one
/// succeeds. It takes a minute's quota as granted at the end of that lease, unless the predecessor has ended in order and stored all its
/// grants.</item>
/// </list>
/// </summary>
/// <param name="grain">The identity of the state.</param>
/// <param name="storage">Where it is stored.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class StoredQuota(GrainId grain, IGrainStorage storage, TimeProvider time, ILogger logger)
{
    public const string StateName = "quota";

    /// <summary>How long an owner continues without the database.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>How long callers wait while the database does not let an activation grant.</summary>
    private static readonly TimeSpan StoreWait = TimeSpan.FromSeconds(1);

    private readonly Guid _self = Guid.NewGuid();
    private GrainState<QuotaState> _row = new();
    private bool _isRowKnown;
    private bool _isOwner;
    private DateTimeOffset _ownedUntil = DateTimeOffset.MinValue;
    private QuotaLedger _ledger = QuotaLedger.Empty;

    /// <summary>Whether another activation has become the owner.</summary>
    public bool IsReplaced { get; private set; }

    private enum Stored
    {
        Yes,
        No,
        ByAnother,
    }

    /// <summary>Grants up to a number of permits.</summary>
    public async Task<QuotaLease> LeaseAsync(int wanted, int requestsPerMinute)
    {
        if (!_isOwner && await BecomeOwnerAsync(requestsPerMinute) is { } refused) return new QuotaLease(0, refused);
        var before = _ledger;
        var (ledger, granted, wait) = before.Grant(wanted, requestsPerMinute, time.GetUtcNow());
        if (granted == 0) return new QuotaLease(0, wait);
        _ledger = ledger;
        var stored = await StoreAsync();
        // The permits are used from now on, and a database that hangs takes seconds to fail.
        var now = time.GetUtcNow();
        _ledger = before.Grant(granted, requestsPerMinute, now).Ledger;
        if (stored == Stored.Yes || (stored == Stored.No && now < _ownedUntil)) return new QuotaLease(granted, TimeSpan.Zero);
        _ledger = before;
        if (stored == Stored.ByAnother) (_isOwner, IsReplaced) = (false, true);
        return new QuotaLease(0, StoreWait);
    }

    /// <summary>Grants nothing before a pause is over.</summary>
    public async Task SlowDownAsync(TimeSpan pause)
    {
        _ledger = _ledger.Pause(pause, time.GetUtcNow());
        if (_isOwner) await StoreAsync();
    }

    /// <summary>Stores all grants for the next owner.</summary>
    public async Task EndAsync()
    {
        if (_isOwner) await StoreAsync(isEnd: true);
        _isOwner = false;
    }

    /// <returns><c>null</c>, or the time to wait before the next attempt.</returns>
    private async Task<TimeSpan?> BecomeOwnerAsync(int requestsPerMinute)
    {
        if (!await TryReadAsync()) return StoreWait;
        var (pausedUntil, now) = (_ledger.PausedUntil, time.GetUtcNow());
        if (_row is { RecordExists: true, State: { IsComplete: false } other } && other.OwnedUntil > now) return other.OwnedUntil - now;
        _ledger = _row is not { RecordExists: true, State: { } known } ? QuotaLedger.Empty
            : known.IsComplete ? new QuotaLedger(known.LastSecond, [.. known.Counts], known.PausedUntil)
            : QuotaLedger.Spent(EndOf(known, now), requestsPerMinute) with { PausedUntil = known.PausedUntil };
        if (_row is { RecordExists: true, State.IsComplete: false }) LogUnknown(grain.Key.ToString()!, EndOf(_row.State, now));
        if (pausedUntil > _ledger.PausedUntil) _ledger = _ledger with { PausedUntil = pausedUntil };
        _isOwner = await StoreAsync() == Stored.Yes;
        return _isOwner ? null : StoreWait;
    }

    /// <summary>The last instant at which an owner that has not ended in order can have granted.</summary>
    private static DateTimeOffset EndOf(QuotaState known, DateTimeOffset now) =>
        known.OwnedUntil == DateTimeOffset.MinValue ? now : known.OwnedUntil;

    /// <summary>Stores the ledger over the version that is known, and finds out whether this activation is still the owner.</summary>
    private async Task<Stored> StoreAsync(bool isEnd = false)
    {
        if (!_isRowKnown)
        {
            if (!await TryReadAsync()) return Stored.No;
            if (_isOwner && _row.State?.Owner != _self) return Stored.ByAnother;
        }
        var until = time.GetUtcNow() + Lease;
        try
        {
            _row.State = new QuotaState
            {
                LastSecond = _ledger.LastSecond,
                Counts = [.. _ledger.Counts],
                PausedUntil = _ledger.PausedUntil,
                Owner = isEnd ? Guid.Empty : _self,
                IsComplete = isEnd,
                OwnedUntil = until,
            };
            await storage.WriteStateAsync(StateName, grain, _row);
            _ownedUntil = until;
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
            LogNotStored(grain.Key.ToString()!, problem.Message);
            return Stored.No;
        }
    }

    private async Task<bool> TryReadAsync()
    {
        try
        {
            var row = new GrainState<QuotaState>();
            await storage.ReadStateAsync(StateName, grain, row);
            (_row, _isRowKnown) = (row, true);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogNotRead(grain.Key.ToString()!, problem.Message);
            _isRowKnown = false;
        }
        return _isRowKnown;
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "The requests to {Source} that another silo may have granted until {End:u} are unknown, so a minute's quota counts as used then")]
    private partial void LogUnknown(string source, DateTimeOffset end);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The quota of {Source} cannot be read, so nothing is granted: {Problem}")]
    private partial void LogNotRead(string source, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A grant of the quota of {Source} was not stored: {Problem}")]
    private partial void LogNotStored(string source, string problem);
}
