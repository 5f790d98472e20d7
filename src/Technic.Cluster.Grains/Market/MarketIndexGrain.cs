using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IMarketIndexGrain"/>
[Reentrant]
internal sealed class MarketIndexGrain(
    SiloCache cache, [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage,
    ILogger<MarketIndexGrain> logger)
    : Grain, IMarketIndexGrain
{
    private SoftState _state = null!;
    private DocumentState? _parsed;
    private MarketIndex _index = new([], []);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = new SoftState($"market-index/{cache.Source.Name}", this, storage, Merged, cache.Clock.Time, logger);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _state.FlushAsync();

    async Task<MarketIndex?> IMarketIndexGrain.ListAsync(CancellationToken cancellationToken)
    {
        if (!await _state.TryReadAsync()) return null;
        if (_state.Value == _parsed) return _index;
        var entries = EntriesOf(_state.Value);
        (_parsed, _index) = (_state.Value, new MarketIndex([.. entries.Keys], [.. entries.Values]));
        return _index;
    }

    async Task IMarketIndexGrain.AddAsync(string name, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await _state.TryReadAsync();
        var entries = EntriesOf(_state.Value);
        if (entries.TryGetValue(name, out var known) && known >= at) return;
        entries[name] = at;
        await _state.SaveAsync(StateOf(entries));
    }

    async Task IMarketIndexGrain.RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await _state.TryReadAsync();
        var entries = EntriesOf(_state.Value);
        if (entries.Remove(name)) await _state.SaveAsync(StateOf(entries));
    }

    /// <summary>The entries of both: a day that one of two activations entered is not lost.</summary>
    private static DocumentState Merged(DocumentState stored, DocumentState own)
    {
        var entries = EntriesOf(stored);
        foreach (var (name, at) in EntriesOf(own))
        {
            if (!entries.TryGetValue(name, out var known) || known < at) entries[name] = at;
        }
        return StateOf(entries);
    }

    // A line an entry: the name, a tab, and the UTC time in ticks of 100 ns since the year 1. The schema's migration 4 writes the same.
    private static DocumentState StateOf(SortedDictionary<string, DateTimeOffset> entries) => new()
    {
        Payload = Encoding.UTF8.GetBytes(string.Join(
            '\n', entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}\t{entry.Value.UtcTicks}")))),
    };

    private static SortedDictionary<string, DateTimeOffset> EntriesOf(DocumentState? state)
    {
        var entries = new SortedDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        if (state is null) return entries;
        foreach (var line in Encoding.UTF8.GetString(state.Payload.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split('\t');
            if (parts.Length == 2 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var ticks)
                && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks)
                entries[parts[0]] = new DateTimeOffset(ticks, TimeSpan.Zero);
        }
        return entries;
    }
}
