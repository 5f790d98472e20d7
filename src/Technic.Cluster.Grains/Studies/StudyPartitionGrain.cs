using Orleans.Concurrency;
using Technic.Cluster.Contracts;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Core.Studies.Partitions;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IStudyPartitionGrain"/>
/// <remarks>The bars of the partition are in the memory of its activation, which ends two minutes after the last question.</remarks>
[Reentrant, PartitionPlacement, CollectionAgeLimit(Minutes = 2)]
internal sealed class StudyPartitionGrain(SiloStudies studies, PartitionHomes homes, ScanMethods methods) : Grain, IStudyPartitionGrain
{
    private readonly LongCalls<StudyPartitionAnswer<StudyOutlineMessage>> _outlines = new();
    private readonly LongCalls<StudyPartitionAnswer<byte[]>> _searches = new();
    private readonly LongCalls<StudyPartitionAnswer<double[]>> _moves = new();
    private HeldHistories? _held;

    private sealed record HeldHistories(StudyPricesMessage Prices, IReadOnlyList<TradedHistory> All);

    Task<StudyPartitionAnswer<StudyOutlineMessage>?> IStudyPartitionGrain.OutlineAsync(
        Guid call, StudyPricesMessage prices, CancellationToken cancellationToken) => AskAsync(_outlines, call, async token =>
    {
        var outline = StudyMarket.OutlineOf(await HistoriesAsync(prices, token));
        return new StudyOutlineMessage(
            [.. outline.Symbols.Select(symbol => symbol.Listing.Symbol.Text)], [.. outline.Symbols.Select(symbol => symbol.Bars)],
            [.. outline.Symbols.Select(symbol => symbol.LastDay)], [.. outline.Days]);
    }, cancellationToken);

    Task<StudyPartitionAnswer<byte[]>?> IStudyPartitionGrain.FindAsync(
        Guid call, StudyPartitionQuery query, CancellationToken cancellationToken) => AskAsync(_searches, call, async token =>
    {
        if (query.Methods != methods.Identity)
            throw new ScanFailedException("The silo has other functions or another score than the study.");
        StudyRequest[] requests = [.. query.Requests.Select(request => request with { Scan = request.Scan with { Methods = methods } })];
        var listed = query.Symbols.ToDictionary(listing => listing.Symbol);
        var histories = (await HistoriesAsync(query.Prices, token)).Select(history =>
            listed.TryGetValue(history.Listing.Symbol, out var listing) ? history with { Listing = listing } : history).ToList();
        var others = Study.OtherSymbolsOf(requests).Where(symbol => SymbolPartition.Of(symbol) != Partition).ToHashSet();
        if (others.Count > 0) histories.AddRange(await studies.ReadAsync(query.Prices, others.Contains, token));
        var partition = new StudyPartition(StudyMarket.Of(histories, query.Days), Partition);
        return PartitionCodec.Encode(partition.Find(
            new FindingsQuery(requests, [.. listed.Keys], query.From, query.To, query.WithUniverse), token));
    }, cancellationToken);

    Task<StudyPartitionAnswer<double[]>?> IStudyPartitionGrain.MovesAsync(
        Guid call, StudyMovesQuery query, CancellationToken cancellationToken) => AskAsync(_moves, call, async token =>
    {
        var traded = query.Trades.Select(trade => trade.Symbol).ToHashSet();
        var histories = (await HistoriesAsync(query.Prices, token)).Where(history => traded.Contains(history.Listing.Symbol));
        return new StudyPartition(StudyMarket.Of([.. histories], query.Days), Partition).MovesOf(query.Trades);
    }, cancellationToken);

    private int Partition => (int)this.GetPrimaryKeyLong();

    private async Task<StudyPartitionAnswer<T>?> AskAsync<T>(
        LongCalls<StudyPartitionAnswer<T>> calls, Guid call, Func<CancellationToken, Task<T>> compute, CancellationToken cancellationToken)
        where T : class
    {
        // Off the grain's thread: it computes for seconds.
        var answer = await calls.AskAsync(call, token => Task.Run(() => AnswerAsync(compute, token), token), cancellationToken);
        var isBusy = _outlines.IsBusy || _searches.IsBusy || _moves.IsBusy;
        if (!isBusy && !homes.IsHome(Partition)) this.MigrateOnIdle();
        return answer;
    }

    private async Task<StudyPartitionAnswer<T>> AnswerAsync<T>(
        Func<CancellationToken, Task<T>> compute, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var turn = await studies.TurnAsync(cancellationToken);
            return new StudyPartitionAnswer<T>(HasPrices: true, await compute(cancellationToken));
        }
        catch (ScanRequestException problem)
        {
            return new StudyPartitionAnswer<T>(HasPrices: true, Refused: problem.Message);
        }
        catch (ScanFailedException)
        {
            // The study computes itself, and reports what is wrong.
            return new StudyPartitionAnswer<T>(HasPrices: false);
        }
    }

    /// <summary>The bars of the partition.</summary>
    /// <exception cref="ScanFailedException">The silo has other prices, or cannot read them.</exception>
    private async Task<IReadOnlyList<TradedHistory>> HistoriesAsync(StudyPricesMessage prices, CancellationToken cancellationToken)
    {
        if (_held is { } held && held.Prices == prices) return held.All;
        var read = await studies.ReadAsync(prices, symbol => SymbolPartition.Of(symbol) == Partition, cancellationToken);
        _held = new HeldHistories(prices, read);
        return read;
    }
}
