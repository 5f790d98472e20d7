using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;

namespace Technic.Cluster.Grains;

/// <summary>What a <see cref="ScanJobsGrain"/> persists.</summary>
[GenerateSerializer, Alias("technic.ScanJobsState")]
internal sealed class ScanJobsState
{
    /// <summary>The name of the state.</summary>
    public const string StateName = "scans";

    [Id(0)] public List<JobEntry> Entries { get; set; } = [];
}

/// <inheritdoc cref="IScanJobsGrain"/>
/// <remarks>No call fails because of the database: the list is read with the first call, and written after the answers.</remarks>
[Reentrant]
internal sealed partial class ScanJobsGrain(
    [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage, IClusterMembershipService membership,
    KeptScanLimits limits, TimeProvider time, ILogger<ScanJobsGrain> logger) : Grain, IScanJobsGrain
{
    private readonly SortedDictionary<(DateTimeOffset StartedAt, string Id), JobEntry> _entries = [];
    private readonly RemovedScans _removed = new(limits.RetentionOrDefault, time);
    private GrainState<ScanJobsState> _row = new();
    private Task? _reading;
    private bool _isRead;
    private bool _isChanged;
    private Task _writing = Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _isChanged ? PersistAsync() : _writing;

    async Task<string?> IScanJobsGrain.EnterAsync(JobEntry entry, CancellationToken cancellationToken)
    {
        await ReadAsync();
        RemoveExpired();
        var running = _entries.Values.Count(each => each.EndedAt is null && each.Id != entry.Id);
        if (running >= limits.Running) return $"Too many running kept scans (limit {limits.Running}). Try again later.";
        _entries[(entry.StartedAt, entry.Id)] = entry;
        // Before the answer: otherwise the scan would be unknown if both silos died.
        await PersistAsync();
        return null;
    }

    async Task IScanJobsGrain.EndAsync(JobEntry entry, CancellationToken cancellationToken)
    {
        await ReadAsync();
        if (_removed.Contains(entry.Id)) return;
        Remove(entry.Id);
        _entries[(entry.StartedAt, entry.Id)] = entry;
        RemoveExpired();
        PersistAsync().Ignore();
    }

    async Task IScanJobsGrain.RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await ReadAsync();
        Remove(id);
        _removed.Add(id);
        PersistAsync().Ignore();
    }

    async Task<JobEntry?> IScanJobsGrain.FindAsync(string id, CancellationToken cancellationToken)
    {
        await ReadAsync();
        RemoveExpired();
        return _entries.Values.FirstOrDefault(entry => entry.Id == id);
    }

    async Task<ImmutableArray<JobEntry>> IScanJobsGrain.ListAsync(CancellationToken cancellationToken)
    {
        await ReadAsync();
        RemoveExpired();
        return [.. _entries.Values.Reverse()];
    }

    private void Remove(string id)
    {
        if (_entries.Values.FirstOrDefault(entry => entry.Id == id) is { } known) _entries.Remove((known.StartedAt, known.Id));
    }

    /// <summary>Removes expired scans, and the oldest ended scans over the limits.</summary>
    private void RemoveExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (key, entry) in _entries.ToArray())
        {
            if (entry.EndedAt is null && !IsAlive(entry.Silo)) _entries[key] = entry with { EndedAt = now };
            if (entry.EndedAt + limits.RetentionOrDefault <= now) Evict(entry);
        }
        while (_entries.Count > limits.Kept || _entries.Values.Sum(entry => (long)entry.Rows) > limits.Rows)
        {
            if (_entries.Values.FirstOrDefault(entry => entry.EndedAt is not null) is not { } oldest) return;
            Evict(oldest);
        }
    }

    private void Evict(JobEntry entry)
    {
        _entries.Remove((entry.StartedAt, entry.Id));
        if (IsAlive(entry.Silo)) GrainFactory.GetGrain<IScanJobGrain>(entry.Id).DeleteAsync(CancellationToken.None).Ignore();
    }

    private bool IsAlive(string? silo) => silo is not null && membership.CurrentSnapshot.Members.Values.Any(
        member => member.Status == SiloStatus.Active && member.SiloAddress.ToParsableString() == silo);

    private async Task ReadAsync()
    {
        if (!_isRead) await (_reading ??= ReadRowAsync());
    }

    private async Task ReadRowAsync()
    {
        // Otherwise a read that fails at once would be the running one for ever.
        await Task.Yield();
        try
        {
            var row = new GrainState<ScanJobsState>();
            await storage.ReadStateAsync(ScanJobsState.StateName, this.GetGrainId(), row);
            (_row, _isRead) = (row, true);
            var stored = row is { RecordExists: true, State: { } known } ? known.Entries : [];
            _removed.SetStored(stored);
            foreach (var entry in stored)
            {
                if (!_removed.Contains(entry.Id)) _entries.TryAdd((entry.StartedAt, entry.Id), entry);
            }
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogNotRead(problem.Message);
        }
        finally
        {
            _reading = null;
        }
    }

    private Task PersistAsync()
    {
        _isChanged = true;
        if (_writing.IsCompleted) _writing = WriteAsync();
        return _writing;
    }

    private async Task WriteAsync()
    {
        while (_isChanged)
        {
            await ReadAsync();
            if (!_isRead) return;
            _isChanged = false;
            try
            {
                List<JobEntry> entries = [.. _entries.Values];
                _row.State = new ScanJobsState { Entries = entries };
                _removed.AddStored(entries);
                await storage.WriteStateAsync(ScanJobsState.StateName, this.GetGrainId(), _row);
                _removed.SetStored(entries);
            }
            catch (InconsistentStateException)
            {
                // Another activation has written it: read it, and write again.
                (_isRead, _isChanged) = (false, true);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                // Whether it was written after all is unknown, and so is the version.
                (_isRead, _isChanged) = (false, true);
                LogNotWritten(problem.Message);
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The list of kept scans cannot be read: {Problem}")]
    private partial void LogNotRead(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of kept scans was not stored; the next change stores it: {Problem}")]
    private partial void LogNotWritten(string problem);
}
