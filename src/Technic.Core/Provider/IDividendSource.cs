using Technic.Core.Market;

namespace Technic.Core.Provider;

/// <summary>Additional method of a source that lists dividends. The rules of <see cref="IPriceSource"/> apply.</summary>
public interface IDividendSource
{
    /// <summary>The cash dividends with an ex-date in a span of days, both included.</summary>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<FetchedDividends> FetchDividendsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken);
}

/// <summary>Dividends and the number of requests.</summary>
public sealed record FetchedDividends(IReadOnlyList<Dividend> Dividends, int Requests);
