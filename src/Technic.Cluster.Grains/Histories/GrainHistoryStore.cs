using Orleans.Storage;
using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <summary>
/// L2 as one price history grain sees it: its row, read softly and written behind the answers. It knows the row's version, and when another
/// activation has changed the row it reads anew and writes only what is newer. It needs no grain context and is safe for concurrent use.
/// </summary>
public sealed class GrainHistoryStore
{
    private const int Attempts = 3;
    private const string Broken = "The store could not be asked.";

    private readonly GrainHistoryStores _silo;
    private readonly IGrainStorage _storage;
    private readonly IStoreAvailability? _store;
    private readonly GrainId _grainId;
    private readonly PriceHistoryKey _key;

    // Guards everything below.
    private readonly Lock _gate = new();
    private PriceHistory? _pending;
    private Task? _writing;
    private bool _isVersionKnown;
    private string? _version;

    internal GrainHistoryStore(GrainHistoryStores silo, IGrainStorage storage, IStoreAvailability? store, GrainId grainId)
    {
        _silo = silo;
        _storage = storage;
        _store = store;
        _grainId = grainId;
        _key = PriceHistoryKey.Parse(grainId.Key.ToString()!);
    }

    /// <summary>Reads the grain's row; what waits to be written is found already.</summary>
    /// <exception cref="ArgumentException">The key is another grain's.</exception>
    public async ValueTask<StoreRead> ReadAsync(PriceHistoryKey key, CancellationToken cancellationToken)
    {
        DemandOwn(key);
        lock (_gate)
        {
            if (_pending is not null) return StoreRead.Found(_pending);
        }
        return await ReadRowAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Accepts a history and returns; waits only while the silo's queue of writes is full. A later history takes the place of one that
    /// still waits.
    /// </summary>
    /// <exception cref="ArgumentException">The history is another grain's.</exception>
    public async ValueTask SaveAsync(PriceHistory history, CancellationToken cancellationToken)
    {
        DemandOwn(history.Key);
        await _silo.TakeSlotAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (_pending is null || _pending.FetchedAt <= history.FetchedAt) _pending = history;
            if (_writing is null)
            {
                _silo.Begun(this);
                _writing = Task.Run(WriteBehindAsync, CancellationToken.None);
                return;
            }
        }
        _silo.ReturnSlot();
    }

    /// <summary>
    /// Returns when everything that was saved before this call is stored or has failed. A grain awaits it when it is deactivated.
    /// </summary>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _writing?.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    private async Task WriteBehindAsync()
    {
        while (true)
        {
            PriceHistory history;
            lock (_gate) history = _pending!;
            var problem = await TryStoreAsync(history).ConfigureAwait(false);
            if (problem is null) _silo.Stored();
            else _silo.NotStored(problem);
            lock (_gate)
            {
                if (!ReferenceEquals(_pending, history)) continue;
                _pending = null;
                _writing = null;
                _silo.Ended(this);
                return;
            }
        }
    }

    /// <returns>Why the history is not stored; <c>null</c> when it is, or when a later one is.</returns>
    private async Task<string?> TryStoreAsync(PriceHistory history)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (!TryGetVersion(out var version))
            {
                var stored = await ReadRowAsync(CancellationToken.None).ConfigureAwait(false);
                if (stored.History is { } other && other.FetchedAt >= history.FetchedAt) return null;
                if (!TryGetVersion(out version)) return Refusal;
            }
            if (_store is { IsRefusing: true }) return Refusal;
            var row = new GrainState<PriceHistoryState>(new PriceHistoryState(history), version) { RecordExists = version is not null };
            try
            {
                await _storage.WriteStateAsync(_silo.StateName, _grainId, row, CancellationToken.None).ConfigureAwait(false);
                Learn(row.ETag);
                return null;
            }
            catch (InconsistentStateException)
            {
                Forget();
            }
            catch (Exception problem)
            {
                // Whether it was written after all is not known, so neither is the version.
                Forget();
                if (problem is not HistoryStoreException) _silo.Unexpected(problem);
                return problem is HistoryStoreException ? problem.Message : Broken;
            }
        }
        return "Other activations kept writing the same keys.";
    }

    private async Task<StoreRead> ReadRowAsync(CancellationToken cancellationToken)
    {
        // Refused before the storage is asked: five thousand keys cost no exception each.
        if (_store is { IsRefusing: true }) return StoreRead.Unavailable;
        var row = new GrainState<PriceHistoryState>();
        try
        {
            await _storage.ReadStateAsync(_silo.StateName, _grainId, row, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception problem)
        {
            Forget();
            if (problem is not HistoryStoreException) _silo.Unexpected(problem);
            return StoreRead.Unavailable;
        }
        Learn(row.ETag);
        return row is { RecordExists: true, State: { } state } ? state.Read(_key) : StoreRead.Missing;
    }

    private bool TryGetVersion(out string? version)
    {
        lock (_gate)
        {
            version = _version;
            return _isVersionKnown;
        }
    }

    private void Learn(string? version)
    {
        lock (_gate) (_isVersionKnown, _version) = (true, version);
    }

    private void Forget()
    {
        lock (_gate) (_isVersionKnown, _version) = (false, null);
    }

    private string Refusal => _store?.LastFailure ?? Broken;

    private void DemandOwn(PriceHistoryKey key)
    {
        if (key != _key) throw new ArgumentException($"The store of {_key} was asked for {key}.", nameof(key));
    }
}
