using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IMarketSplitsGrain"/>
/// <remarks>New splits are announced to every silo, because histories in its memory may have become wrong.</remarks>
[Reentrant]
internal sealed partial class MarketSplitsGrain(
    SiloCache cache, ScanRequests counts, IClusterMembershipService membership, ILogger<MarketSplitsGrain> logger)
    : Grain, IMarketSplitsGrain
{
    private readonly SharedLoad _load = new(cache.Clock.Time);
    private readonly SharedLoad _dividends = new(cache.Clock.Time);

    Task<MarketLoadAnswer> IMarketSplitsGrain.LoadAsync(
        Guid caller, DateOnly from, DateTimeOffset checkedSince, Guid scan, CancellationToken cancellationToken) =>
        _load.AskAsync(caller, token => LoadAsync(from, checkedSince, scan, token), cancellationToken);

    Task<MarketLoadAnswer> IMarketSplitsGrain.LoadDividendsAsync(
        Guid caller, DateOnly from, DateTimeOffset checkedSince, Guid scan, CancellationToken cancellationToken) =>
        _dividends.AskAsync(caller, token => LoadDividendsAsync(from, checkedSince, scan, token), cancellationToken);

    private async Task<int> LoadAsync(DateOnly from, DateTimeOffset checkedSince, Guid scan, CancellationToken cancellationToken)
    {
        counts.Enter(scan);
        await cache.Market!.Archive.RefreshAsync(cancellationToken);
        var requests = await cache.OwnLoader!.LoadSplitsAsync(from, checkedSince, cancellationToken);
        if (requests > 0) await TellAsync(cancellationToken);
        return requests;
    }

    private async Task<int> LoadDividendsAsync(DateOnly from, DateTimeOffset checkedSince, Guid scan, CancellationToken cancellationToken)
    {
        counts.Enter(scan);
        return await cache.OwnLoader!.LoadDividendsAsync(from, checkedSince, cancellationToken);
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
            catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
            {
                LogNotTold(silo.Name, problem.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Silo {Silo} was not notified of new splits; it reads them with its next load: {Problem}")]
    private partial void LogNotTold(string silo, string problem);
}
