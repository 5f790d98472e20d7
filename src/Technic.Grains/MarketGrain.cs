using Orleans.Concurrency;
using Technic.Core.Scanning;
using Technic.Grains.Messages;

namespace Technic.Grains;

/// <summary>Tells of the market what its silo knows.</summary>
[StatelessWorker(1), Reentrant]
internal sealed class MarketGrain(ListingCache listings) : Grain, IMarketGrain
{
    async Task<MarketAnswer> IMarketGrain.GetListingsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new MarketAnswer((await listings.GetAsync(cancellationToken)).Listings);
        }
        catch (ScanFailedException failed)
        {
            return new MarketAnswer(Failed: failed.Message);
        }
    }
}
