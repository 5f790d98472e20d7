using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <summary>
/// The stores of a silo's price history grains, and what they have in common: how much may wait to be written, what became of it, and the
/// flush when the silo stops. A write that fails costs the store's copy, never an answer: it is counted, and logged once a minute.
/// </summary>
/// <param name="storage">Where the rows are.</param>
/// <param name="stateName">The name under which they stand there.</param>
/// <param name="store">Whether the storage answers at present; <c>null</c> for a storage that always does.</param>
/// <param name="writeCapacity">The most histories that may wait to be written before their callers wait: at least 1.</param>
/// <param name="time">The clock of the log.</param>
/// <param name="logger">The log.</param>
public sealed partial class GrainHistoryStores(
    IGrainStorage storage, string stateName, IStoreAvailability? store, int writeCapacity, TimeProvider time,
    ILogger<GrainHistoryStores> logger)
{
    private readonly SemaphoreSlim _slots = new(writeCapacity);
    private readonly ConcurrentDictionary<GrainHistoryStore, bool> _writing = new();
    private readonly LogThrottle _notStored = new(time);
    private readonly LogThrottle _unexpected = new(time);
    private long _written;
    private long _failed;
    private volatile string _lastReason = "";

    /// <summary>Grains whose history waits to be written.</summary>
    public long Queued => _writing.Count;

    /// <summary>Histories that are stored, or that gave way to a later one.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Histories that are lost to the store and will be fetched again.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>The store of one grain; the activation keeps it as long as it lives.</summary>
    /// <exception cref="FormatException">The grain's key is not the key of a price history.</exception>
    public GrainHistoryStore Open(GrainId grainId) => new(this, storage, store, grainId);

    /// <summary>Returns when everything that was saved before this call is stored or has failed.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_writing.Keys.Select(store => store.FlushAsync(cancellationToken)));

    internal string StateName => stateName;

    internal Task TakeSlotAsync(CancellationToken cancellationToken) => _slots.WaitAsync(cancellationToken);

    internal void ReturnSlot() => _slots.Release();

    internal void Begun(GrainHistoryStore store) => _writing[store] = true;

    internal void Ended(GrainHistoryStore store)
    {
        _writing.TryRemove(store, out _);
        _slots.Release();
    }

    internal void Stored() => Interlocked.Increment(ref _written);

    internal void NotStored(string reason)
    {
        Interlocked.Increment(ref _failed);
        _lastReason = reason;
        if (_notStored.TryPass(1, out var total)) LogNotStored(total, reason);
    }

    internal void Unexpected(Exception problem)
    {
        if (_unexpected.TryPass(1, out var total)) LogUnexpected(problem, total);
    }

    /// <summary>Tells what no message has told of yet.</summary>
    internal void ReportRest()
    {
        if (_notStored.TakeHeldBack() is > 0 and var rest) LogNotStored(rest, _lastReason);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Histories that were not stored and will be fetched again when they are needed: {Histories}. {Reason}")]
    private partial void LogNotStored(long histories, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The grain storage failed unexpectedly, times: {Times}")]
    private partial void LogUnexpected(Exception problem, long times);
}
