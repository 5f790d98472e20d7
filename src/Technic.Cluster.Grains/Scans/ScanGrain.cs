using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>Places one scan over the cluster. It sits where its client's gateway is, and goes when the scan is over.</summary>
[Reentrant, Orleans.Placement.PreferLocalPlacement]
internal sealed class ScanGrain(
    SiloCache cache, IGrainFactory grains, RowMirrors mirrors, ListingCache listings, MarketSurvey survey, ILoggerFactory loggers) : Grain, IScanGrain
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often the grain looks whether its scan has ended. It must not deactivate itself with the last event: the reader closes the stream afterwards, and that call
    /// would activate it again.
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

    async IAsyncEnumerable<ScanEvent> IScanGrain.ScanAsync(ScanCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var archive = cache.Market?.Archive;
        var calls = new PartitionCalls(grains, archive, mirrors, cache.Clock, loggers.CreateLogger<PartitionCalls>());
        var finder = new HistoryFinder(
            calls.Memory,
            archive is null ? null : calls.Tier(PartitionTier.Archive, archive),
            calls.Tier(PartitionTier.Rows),
            new ProviderTier(new LoadPlanner(archive, cache.Source), cache.Market?.Load, archive, calls, cache.Clock));
        var scan = new ScanRun(
            cache.Clock, cache.Source, cache.Counters, listings, finder, cache.Market, survey, HistoryOfAsync, loggers.CreateLogger<ScanRun>());
        var events = EventsOf(scan.RunAsync(command.Request, cancellationToken), cancellationToken);
        _running++;
        try
        {
            await foreach (var scanEvent in events.WithHeartbeat(ScanEvent.Heartbeat, Beat, cache.Clock.Time, cancellationToken)) yield return scanEvent;
        }
        finally
        {
            _running--;
        }
    }

    /// <summary>The history of another symbol of a formula, from its owner.</summary>
    private async ValueTask<HistoryLookup> HistoryOfAsync(PriceHistoryKey key, Moment moment, CancellationToken cancellationToken) =>
        (await grains.GetGrain<IPriceHistoryGrain>(key.ToString()).GetAsync(cancellationToken)).Lookup;

    /// <summary>The updates as events, and the two ways to end without a result as sentences.</summary>
    private static async IAsyncEnumerable<ScanEvent> EventsOf(IAsyncEnumerable<ScanUpdate> updates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var each = updates.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            ScanEvent next;
            try
            {
                if (!await each.MoveNextAsync()) yield break;
                next = ScanEvent.Of(each.Current);
            }
            catch (ScanRequestException refused)
            {
                next = new ScanEvent(Refused: refused.Message);
            }
            catch (ScanFailedException failed)
            {
                next = new ScanEvent(Failed: failed.Message);
            }
            yield return next;
            if (next.Refused is not null || next.Failed is not null) yield break;
        }
    }
}
