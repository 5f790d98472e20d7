using System.Globalization;
using Microsoft.Extensions.Logging;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Provider;

namespace Technic.Cluster.Grains;

/// <summary>Has the grain that owns a day or the splits load them, so that no silo requests what another one has requested.</summary>
internal sealed partial class ClusterMarketLoader(
    IGrainFactory grains, Func<ScanRequests> requests, MarketArchive archive, TimeProvider time, ILogger<ClusterMarketLoader> logger)
    : IMarketLoader
{
    /// <summary>How often a load is begun anew whose silo died.</summary>
    private const int Attempts = 10;

    /// <summary>How often splits or dividends are asked for before it is plain that they cannot be shared.</summary>
    private const int SharedQuestions = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public Task<int> LoadDayAsync(DateOnly session, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IMarketDayGrain>(session.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var scan = requests().Current;
        return AskAsync((caller, token) => grain.LoadAsync(caller, scan, token), cancellationToken);
    }

    public Task<int> ReloadDayAsync(DateOnly session, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IMarketDayGrain>(session.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return AskAsync((caller, token) => grain.ReloadAsync(caller, token), cancellationToken);
    }

    public Task<int> LoadSplitsAsync(DateOnly from, DateTimeOffset checkedSince, CancellationToken cancellationToken) => LoadSharedAsync(
        "splits",
        () => archive.Known.IsKnown(archive.Splits, from, checkedSince),
        (caller, token) => grains.GetGrain<IMarketSplitsGrain>(0).LoadAsync(caller, from, checkedSince, requests().Current, token),
        archive.RefreshAsync,
        cancellationToken);

    public Task<int> LoadDividendsAsync(DateOnly from, DateTimeOffset checkedSince, CancellationToken cancellationToken) => LoadSharedAsync(
        "dividends",
        () => archive.Dividends.IsKnown(from, checkedSince),
        (caller, token) => grains.GetGrain<IMarketSplitsGrain>(0).LoadDividendsAsync(caller, from, checkedSince, requests().Current, token),
        archive.Dividends.RefreshAsync,
        cancellationToken);

    private async Task<int> LoadSharedAsync(
        string what, Func<bool> isKnown, Func<Guid, CancellationToken, Task<MarketLoadAnswer>> ask,
        Func<CancellationToken, ValueTask> refresh, CancellationToken cancellationToken)
    {
        var made = 0;
        // A question of another's that this one joins may be about fewer days.
        for (var asked = 0; !isKnown(); asked++)
        {
            if (asked == SharedQuestions)
                throw new PriceSourceException(
                    PriceSourceFailure.Unavailable, $"The {what} were loaded, but the store of the silos did not take them.", made);
            made += await AskAsync(ask, cancellationToken).ConfigureAwait(false);
            await refresh(cancellationToken).ConfigureAwait(false);
        }
        return made;
    }

    private async Task<int> AskAsync(Func<Guid, CancellationToken, Task<MarketLoadAnswer>> ask, CancellationToken cancellationToken)
    {
        var caller = Guid.NewGuid();
        for (var lost = 0; ;)
        {
            try
            {
                var answer = await ask(caller, cancellationToken).ConfigureAwait(false);
                if (answer is { IsDone: true, Problem: null }) return answer.Requests;
                if (answer.IsDone)
                    throw new PriceSourceException(answer.Failure ?? PriceSourceFailure.Unavailable, answer.Problem!, answer.Requests);
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
            {
                if (++lost >= Attempts)
                {
                    throw new PriceSourceException(
                        PriceSourceFailure.Unavailable, $"No silo could load it: {LostCall.ReasonOf(problem)}.", 0, problem);
                }
                LogLost(problem.Message);
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A load of the whole market was lost with its silo and is begun again: {Loss}")]
    private partial void LogLost(string loss);
}
