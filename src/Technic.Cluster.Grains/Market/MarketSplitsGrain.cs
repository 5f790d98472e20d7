using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>Asks for the splits, and has every silo look at them: what a silo's memory holds on the wrong side of a split has to go.</summary>
[Reentrant]
internal sealed partial class MarketSplitsGrain(
    SiloCache cache, IClusterMembershipService membership, ILogger<MarketSplitsGrain> logger) : Grain, IMarketSplitsGrain
{
    private readonly SharedLoad _load = new(cache.Clock.Time);
    private readonly SharedLoad _dividends = new(cache.Clock.Time);

    Task<MarketLoadAnswer> IMarketSplitsGrain.LoadAsync(Guid caller, DateOnly from, DateTimeOffset checkedSince, CancellationToken cancellationToken) =>
        _load.AskAsync(caller, token => LoadAsync(from, checkedSince, token));

    Task<MarketLoadAnswer> IMarketSplitsGrain.LoadDividendsAsync(Guid caller, DateOnly from, DateTimeOffset checkedSince, CancellationToken cancellationToken) =>
        _dividends.AskAsync(caller, token => cache.OwnLoader!.LoadDividendsAsync(from, checkedSince, token));

    private async Task<int> LoadAsync(DateOnly from, DateTimeOffset checkedSince, CancellationToken cancellationToken)
    {
        await cache.Market!.Archive.RefreshAsync(cancellationToken);
        var requests = await cache.OwnLoader!.LoadSplitsAsync(from, checkedSince, cancellationToken);
        if (requests > 0) await TellAsync(cancellationToken);
        return requests;
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var living = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).ToArray();
        foreach (var silo in living)
        {
            try
            {
                await GrainFactory.GetGrain<ISiloGrain>(silo.SiloAddress.ToParsableString()).LookIntoArchiveAsync(cancellationToken);
            }
            catch (Exception problem) when (WatchedStream<string>.IsLoss(problem, cancellationToken))
            {
                LogNotTold(silo.Name, problem.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} was not told of new splits; it looks for them at its next load: {Problem}")]
    private partial void LogNotTold(string silo, string problem);
}
