using Technic.Core.Market;

namespace Technic.Core.Provider;

/// <summary>
/// What a source can also do when it tells the tickers that a security had. It keeps to the rules of <see cref="IPriceSource"/>.
/// </summary>
public interface ITickerEventSource
{
    /// <summary>The tickers of the security that a ticker stands for now, each with its first day.</summary>
    /// <exception cref="PriceSourceException">The source could not answer.</exception>
    Task<FetchedTickers> FetchTickerEventsAsync(Symbol symbol, CancellationToken cancellationToken);
}

/// <summary>The tickers of a security, in any order, and how many requests they took; none when the source says nothing of it.</summary>
public sealed record FetchedTickers(IReadOnlyList<TickerPeriod> Periods, int Requests);
