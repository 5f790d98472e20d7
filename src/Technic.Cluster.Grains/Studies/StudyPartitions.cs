using Microsoft.Extensions.Logging;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Core.Studies.Partitions;

namespace Technic.Cluster.Grains;

/// <summary>
/// The partitions of the symbols for studies, on all silos, if there is more than one. What a dying silo has not answered is asked again,
/// wherever the partition is active then; if it stays silent or has other prices or methods, the study computes itself.
/// </summary>
internal sealed partial class StudyPartitions(IGrainFactory grains, LivingSilos silos, ILogger<StudyPartitions> logger) : IStudyPartitions
{
    /// <summary>The partitions that are asked at a time, so that not all findings wait in memory.</summary>
    private const int AtATime = 16;

    private readonly FollowedCalls _calls = new(new ClusterEngineOptions().Patient, TimeProvider.System);

    /// <inheritdoc/>
    public async Task<MarketOutline?> OutlineAsync(StudyPrices prices, CancellationToken cancellationToken)
    {
        if (silos.Addresses.Take(2).Count() < 2) return null;
        var outlines = new List<MarketOutline>();
        var areAll = await AskAllAsync(
            Enumerable.Range(0, SymbolPartition.Count),
            (partition, call, token) => GrainOf(partition).OutlineAsync(call, MessageOf(prices), token),
            (_, outline) => outlines.Add(OutlineOf(outline)), cancellationToken).ConfigureAwait(false);
        return areAll ? MarketOutline.Of(outlines) : null;
    }

    /// <inheritdoc/>
    public async Task<bool> FindAsync(
        StudyPrices prices, MarketOutline market, IReadOnlyList<(int Partition, FindingsQuery Query)> queries,
        Action<int, PartitionFindings> take, CancellationToken cancellationToken)
    {
        var listings = market.Symbols.ToDictionary(symbol => symbol.Listing.Symbol, symbol => symbol.Listing);
        var byPartition = queries.ToDictionary(query => query.Partition, query => QueryOf(query.Query));
        return await AskAllAsync(
            queries.Select(query => query.Partition),
            (partition, call, token) => GrainOf(partition).FindAsync(call, byPartition[partition], token),
            (partition, found) => take(partition, PartitionCodec.Decode(found)), cancellationToken).ConfigureAwait(false);

        // The symbols are named; a long list of them does not travel with each request.
        StudyPartitionQuery QueryOf(FindingsQuery query) => new(
            MessageOf(prices), [.. market.Days],
            [.. query.Requests.Select(request => request with { Scan = request.Scan with { Universe = null } })],
            [.. query.Symbols.Select(symbol => listings[symbol])], query.From, query.To, query.WithUniverse,
            query.Requests[0].Scan.Methods.Identity);
    }

    /// <inheritdoc/>
    public Task<bool> MovesAsync(
        StudyPrices prices, MarketOutline market, IReadOnlyList<IGrouping<int, TradePath>> trades, Action<int, double[]> take,
        CancellationToken cancellationToken)
    {
        var byPartition = trades.ToDictionary(
            partition => partition.Key, partition => new StudyMovesQuery(MessageOf(prices), [.. market.Days], [.. partition]));
        return AskAllAsync(
            trades.Select(partition => partition.Key),
            (partition, call, token) => GrainOf(partition).MovesAsync(call, byPartition[partition], token), take, cancellationToken);
    }

    /// <summary>Asks partitions, some at a time, and takes their answers in their order.</summary>
    /// <returns><c>false</c> if one is lost or has other prices.</returns>
    private async Task<bool> AskAllAsync<T>(
        IEnumerable<int> partitions, Func<int, Guid, CancellationToken, Task<StudyPartitionAnswer<T>?>> ask, Action<int, T> take,
        CancellationToken cancellationToken)
        where T : class
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = new Queue<(int Partition, Task<StudyPartitionAnswer<T>?> Answer)>();
        try
        {
            foreach (var partition in partitions)
            {
                asked.Enqueue((partition, AskAsync(partition, ask, cancellation.Token)));
                if (asked.Count == AtATime && !await TakeAsync().ConfigureAwait(false)) return false;
            }
            while (asked.Count > 0)
            {
                if (!await TakeAsync().ConfigureAwait(false)) return false;
            }
            return true;
        }
        finally
        {
            // Of a search that has failed, the other partitions stop.
            await cancellation.CancelAsync().ConfigureAwait(false);
            foreach (var (_, answer) in asked) answer.Ignore();
        }

        async Task<bool> TakeAsync()
        {
            var (partition, answer) = asked.Dequeue();
            if (await answer.ConfigureAwait(false) is not { HasPrices: true } found) return false;
            take(partition, found.Value ?? throw new ScanRequestException(found.Refused!));
            return true;
        }
    }

    private async Task<StudyPartitionAnswer<T>?> AskAsync<T>(
        int partition, Func<int, Guid, CancellationToken, Task<StudyPartitionAnswer<T>?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await _calls.RunAsync((call, token) => ask(partition, call, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
        {
            LogLost(partition, problem.Message);
            return null;
        }
    }

    private IStudyPartitionGrain GrainOf(int partition) => grains.GetGrain<IStudyPartitionGrain>(partition);

    private static StudyPricesMessage MessageOf(StudyPrices prices) => new(prices.Name, prices.From);

    private static MarketOutline OutlineOf(StudyOutlineMessage message) => new(
        [
            .. message.Symbols.Select((symbol, i) => new SymbolOutline(
                new Listing(Symbol.Parse(symbol)), message.Bars[i], message.LastDays[i])),
        ],
        message.Days);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} of a study was lost; the study computes itself: {Loss}")]
    private partial void LogLost(int partition, string loss);
}
