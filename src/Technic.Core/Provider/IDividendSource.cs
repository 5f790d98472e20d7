using Technic.Core.Market;

namespace Technic.Core.Provider;

/// <summary>What a source can also do when it lists dividends. It keeps to the rules of <see cref="IPriceSource"/>.</summary>
public interface IDividendSource
{
    /// <summary>The cash dividends with an ex-date in a span of days, both included.</summary>
    /// <exception cref="PriceSourceException">The source could not answer.</exception>
    Task<FetchedDividends> FetchDividendsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken);
}

/// <summary>Dividends, and how many requests they took.</summary>
public sealed record FetchedDividends(IReadOnlyList<Dividend> Dividends, int Requests);
