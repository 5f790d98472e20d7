using Technic.Core.Histories;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>Asks for the ticker events of a lookup's symbol, and holds its history against them.</summary>
/// <param name="market">Where they go.</param>
/// <param name="counters">Counts requests.</param>
internal sealed class SecurityResolver(WholeMarket market, CacheCounters counters) : ISecurityResolver
{
    /// <inheritdoc/>
    public bool IsDoubtful(PriceHistory history, in Moment moment) =>
        market.TickerLoader.IsWorthAsking(history, moment.Window(history.Key).From);

    /// <inheritdoc/>
    public async ValueTask<(int Requests, bool Outdated)> ResolveAsync(PriceHistory history, CancellationToken cancellationToken)
    {
        var requests = await market.TickerLoader.LoadAsync(history.Key.Symbol, counters, cancellationToken).ConfigureAwait(false);
        return (requests, market.Archive.Outdates(history));
    }
}
