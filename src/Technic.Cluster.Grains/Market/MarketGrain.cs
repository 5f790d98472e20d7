using Orleans.Concurrency;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>Tells of the market what its silo knows.</summary>
[StatelessWorker(1), Reentrant]
internal sealed class MarketGrain(ListingCache listings, SiloCache cache) : Grain, IMarketGrain
{
    private readonly MarketReference _market = new(listings, cache.Market, cache.Clock);

    Task<MarketAnswer> IMarketGrain.GetListingsAsync(CancellationToken cancellationToken) =>
        AnswerAsync(async () => new MarketAnswer(Listings: [.. await _market.GetListingsAsync(cancellationToken)]));

    Task<MarketAnswer> IMarketGrain.ImportCompaniesAsync(Listing[] companies, CancellationToken cancellationToken) =>
        AnswerAsync(async () =>
        {
            await _market.ImportCompaniesAsync(companies, cancellationToken);
            return new MarketAnswer();
        });

    Task<MarketAnswer> IMarketGrain.GetKnownListingsAsync(CancellationToken cancellationToken) =>
        AnswerAsync(async () => new MarketAnswer(Listings: [.. await _market.GetKnownListingsAsync(cancellationToken)]));

    Task<MarketAnswer> IMarketGrain.GetSessionAsync(DateOnly day, CancellationToken cancellationToken) =>
        AnswerAsync(async () => new MarketAnswer(Session: await _market.GetSessionAsync(day, cancellationToken) is { } session ? SessionBars.Of(session) : null));

    Task<MarketAnswer> IMarketGrain.GetSplitsAsync(DateOnly from, CancellationToken cancellationToken) =>
        AnswerAsync(async () => new MarketAnswer(Splits: (await _market.GetSplitsAsync(from, cancellationToken))?.ToArray()));

    Task<MarketAnswer> IMarketGrain.GetDividendsAsync(DateOnly? from, CancellationToken cancellationToken) =>
        AnswerAsync(async () => new MarketAnswer(Dividends: (await _market.GetDividendsAsync(from, cancellationToken))?.ToArray()));

    Task<MarketAnswer> IMarketGrain.GetDaysAsync(CancellationToken cancellationToken) =>
        AnswerAsync(async () => new MarketAnswer(Days: (await _market.GetDaysAsync(cancellationToken))?.ToArray()));

    // Off the grain's thread: it reads every day.
    Task<MarketAnswer> IMarketGrain.AuditAsync(CancellationToken cancellationToken) => AnswerAsync(() => Task.Run(
        async () => new MarketAnswer(Audit: await _market.AuditAsync(cancellationToken)), cancellationToken));

    private static async Task<MarketAnswer> AnswerAsync(Func<Task<MarketAnswer>> answer)
    {
        try
        {
            return await answer();
        }
        catch (ScanFailedException failed)
        {
            return new MarketAnswer(Failed: failed.Message);
        }
    }
}
