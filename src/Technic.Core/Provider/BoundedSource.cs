using Technic.Core.Market;

namespace Technic.Core.Provider;

/// <summary>A source with a limited number of concurrent fetches; further ones wait.</summary>
public sealed class BoundedSource(IPriceSource source, int window) : IPriceSource, IDisposable
{
    private readonly SemaphoreSlim _slots = new(window);

    public string Name => source.Name;

    public string Description => source.Description;

    public SourceTraits? Traits => source.Traits;

    public int? RequestsPerMinute => source.RequestsPerMinute;

    public int? RequestsPerHour => source.RequestsPerHour;

    /// <summary>Not more than are fetched at the same time.</summary>
    public int SymbolsPerRequest(Frequency frequency, DateOnly from, DateOnly to) =>
        Math.Min(window, source.SymbolsPerRequest(frequency, from, to));

    public bool ListsForFree => source.ListsForFree;

    public bool FetchesBarsForFree => source.FetchesBarsForFree;

    public async Task<FetchedBars> FetchBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await source.FetchBarsAsync(symbol, frequency, from, to, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) => source.FetchListingsAsync(cancellationToken);

    public void Dispose() => _slots.Dispose();
}
