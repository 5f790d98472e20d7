using Orleans.Concurrency;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IMarketGrain"/>
[StatelessWorker(1), Reentrant]
internal sealed class MarketGrain(ListingCache listings, SiloCache cache) : Grain, IMarketGrain
{
    private readonly MarketReference _market = new(listings, cache.Market, cache.Clock);

    private readonly LongCalls<MarketAnswer> _calls = new();

    Task<MarketAnswer?> IMarketGrain.GetListingsAsync(Guid call, CancellationToken cancellationToken) => AskAsync(
        call, async token => new MarketAnswer(Listings: [.. await _market.GetListingsAsync(token)]), cancellationToken);

    Task<MarketAnswer> IMarketGrain.ImportCompaniesAsync(Listing[] companies, CancellationToken cancellationToken) => AnswerAsync(
        async token =>
        {
            await _market.ImportCompaniesAsync(companies, token);
            return new MarketAnswer();
        },
        cancellationToken);

    Task<MarketAnswer?> IMarketGrain.GetKnownListingsAsync(Guid call, CancellationToken cancellationToken) => AskAsync(
        call, async token => new MarketAnswer(Listings: [.. await _market.GetKnownListingsAsync(token)]), cancellationToken);

    Task<MarketAnswer?> IMarketGrain.GetSessionAsync(Guid call, DateOnly day, CancellationToken cancellationToken) => AskAsync(
        call,
        async token => new MarketAnswer(Session: await _market.GetSessionAsync(day, token) is { } bars ? SessionBars.Of(bars) : null),
        cancellationToken);

    Task<MarketAnswer?> IMarketGrain.GetSplitsAsync(Guid call, DateOnly from, CancellationToken cancellationToken) => AskAsync(
        call, async token => new MarketAnswer(Splits: (await _market.GetSplitsAsync(from, token))?.ToArray()), cancellationToken);

    Task<MarketAnswer?> IMarketGrain.GetDividendsAsync(Guid call, DateOnly? from, CancellationToken cancellationToken) => AskAsync(
        call, async token => new MarketAnswer(Dividends: (await _market.GetDividendsAsync(from, token))?.ToArray()), cancellationToken);

    Task<MarketAnswer?> IMarketGrain.GetDaysAsync(Guid call, CancellationToken cancellationToken) => AskAsync(
        call, async token => new MarketAnswer(Days: (await _market.GetDaysAsync(token))?.ToArray()), cancellationToken);

    // Off the grain's thread: it reads every day.
    Task<MarketAnswer?> IMarketGrain.AuditAsync(Guid call, CancellationToken cancellationToken) => AskAsync(
        call, token => Task.Run(async () => new MarketAnswer(Audit: await _market.AuditAsync(token)), token), cancellationToken);

    Task<MarketAnswer?> IMarketGrain.GetFromProviderAsync(Guid call, string path, CancellationToken cancellationToken) => AskAsync(
        call,
        async token =>
        {
            var answer = cache.Provider is { } provider ? await provider.GetFromProviderAsync(path, token) : null;
            if (answer is not null) cache.Counters.ProviderFetch(answer.Requests);
            return new MarketAnswer(Provider: answer);
        },
        cancellationToken);

    private Task<MarketAnswer?> AskAsync(
        Guid call, Func<CancellationToken, Task<MarketAnswer>> answer, CancellationToken cancellationToken) =>
        _calls.AskAsync(call, token => AnswerAsync(answer, token), cancellationToken);

    private static async Task<MarketAnswer> AnswerAsync(
        Func<CancellationToken, Task<MarketAnswer>> answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer(cancellationToken);
        }
        catch (ScanFailedException failed)
        {
            return new MarketAnswer(Failed: failed.Message);
        }
    }
}
