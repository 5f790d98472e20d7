using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Technic.Cluster.Client;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Core.Watches;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>Distributes one scan over the cluster. It is active on the silo of its client's gateway, until the scan has ended.</summary>
[Reentrant, Orleans.Placement.PreferLocalPlacement]
internal sealed class ScanGrain(
    SiloCache cache, IGrainFactory grains, RowMirrors mirrors, ListingCache listings, MarketSurvey survey, ScanRequests requests,
    LivingSilos silos, ScanMethods methods, IWatches watches, ILoggerFactory loggers) : Grain, IScanGrain
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often the grain checks whether its scan has ended. It must not deactivate itself with the last event: the reader closes the
    /// stream afterwards, and that call would activate it again.
    /// </summary>
    private static readonly TimeSpan IdleCheck = TimeSpan.FromSeconds(10);

    private int _running;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(_ =>
        {
            if (_running == 0) DeactivateOnIdle();
            return Task.CompletedTask;
        }, new GrainTimerCreationOptions { DueTime = IdleCheck, Period = IdleCheck, Interleave = true });
        return Task.CompletedTask;
    }

    async IAsyncEnumerable<ScanEvent> IScanGrain.ScanAsync(
        ScanCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (OwnMethods.ComplaintAbout(command.Score, methods) is { } complaint)
        {
            yield return new ScanEvent(Refused: complaint);
            yield break;
        }
        var archive = cache.Market?.Archive;
        var budget = new RetryBudget(command.Retries ?? RetryBudget.Default, cache.Clock.Time);
        var calls = new PartitionCalls(
            grains, archive, mirrors, cache.Clock, budget, command.Scan, methods, loggers.CreateLogger<PartitionCalls>());
        var finder = new HistoryFinder(
            calls.Memory,
            archive is null ? null : calls.Tier(PartitionTier.Archive, archive),
            calls.Tier(PartitionTier.Rows),
            new ProviderTier(new LoadPlanner(archive, cache.Source), cache.Market?.Load, archive, calls, cache.Clock));
        var scan = new ScanRun(
            cache.Clock, cache.Source, cache.Counters, listings, finder, cache.Market, survey, HistoryOfAsync,
            loggers.CreateLogger<ScanRun>(), lists: watches);
        var request = command.Request with { Methods = methods };
        var updates = requests.Within(command.Scan, scan.RunAsync(request, cancellationToken), cancellationToken);
        _running++;
        try
        {
            var withHeartbeat = ScanEvents.Of(updates, cancellationToken)
                .WithHeartbeat(ScanEvent.Heartbeat, Beat, cache.Clock.Time, cancellationToken);
            await foreach (var scanEvent in withHeartbeat)
            {
                if (scanEvent == ScanEvent.Heartbeat) yield return new ScanEvent(RetriesLeft: budget.Left);
                else if (scanEvent.Completed is { } result && (command.IsRepeated || budget.HasLosses))
                    yield return new ScanEvent(Completed: await CountAsync(result, command.Scan, cancellationToken));
                else yield return scanEvent;
            }
        }
        finally
        {
            _running--;
        }
    }

    /// <summary>The history of another symbol of a formula, from its owner.</summary>
    private ValueTask<HistoryLookup> HistoryOfAsync(PriceHistoryKey key, Moment moment, CancellationToken cancellationToken)
    {
        var engine = new ClusterEngine(grains, new ClusterEngineOptions(), TimeProvider.System, loggers.CreateLogger<ClusterEngine>());
        return engine.GetHistoryAsync(key, cancellationToken);
    }

    /// <summary>
    /// The result with the provider requests as the silos have counted them: answers to lost calls are not in the account of the scan.
    /// </summary>
    private async Task<ScanResult> CountAsync(ScanResult result, Guid scan, CancellationToken cancellationToken)
    {
        var counts = await silos.AskAsync((silo, token) => silo.CountRequestsAsync(scan, token), cancellationToken);
        var made = Math.Max(result.Summary.ProviderRequests, counts.Sum());
        return result with { Summary = result.Summary with { ProviderRequests = made } };
    }
}
