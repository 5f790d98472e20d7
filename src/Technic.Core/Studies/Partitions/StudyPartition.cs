using System.Buffers;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Studies.Partitions;

/// <summary>
/// Some symbols of a market for studies: everything that is computed from bars, so that the rest of a study needs none. Safe for concurrent
/// use.
/// </summary>
public sealed class StudyPartition
{
    private readonly StudyMarket _market;
    private readonly StudySymbol[] _symbols;

    /// <summary>The symbols of one partition.</summary>
    /// <param name="market">The market: at least the symbols of the partition and the other symbols of formulas, with all days.</param>
    /// <param name="partition">The number of the partition (<see cref="SymbolPartition"/>).</param>
    public StudyPartition(StudyMarket market, int partition)
        : this(market, [.. market.All.Where(symbol => SymbolPartition.Of(symbol.Listing.Symbol) == partition)])
    {
    }

    internal StudyPartition(StudyMarket market, StudySymbol[] symbols) => (_market, _symbols) = (market, symbols);

    /// <summary>Searches for the signals of studies, and computes what followed.</summary>
    /// <param name="query">Studies whose formulas look at each symbol for itself.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or uses a symbol without prices.</exception>
    public PartitionFindings Find(FindingsQuery query, CancellationToken cancellationToken) =>
        Find(query, VariantFormulas.Of(query.Requests), cancellationToken);

    /// <summary>As the other one, with formulas that are compiled already.</summary>
    internal PartitionFindings Find(FindingsQuery query, VariantFormulas formulas, CancellationToken cancellationToken)
    {
        var symbols = UniverseOf(query);
        return Follow(query, symbols, new SignalFinder(_market, symbols).Find(query, formulas, cancellationToken), cancellationToken);
    }

    /// <summary>Computes what followed signals that are known.</summary>
    /// <param name="query">The studies.</param>
    /// <param name="found">The signals of each study in a symbol.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    internal PartitionFindings Follow(
        FindingsQuery query, Func<Symbol, SymbolFindings[]> found, CancellationToken cancellationToken)
    {
        var symbols = UniverseOf(query);
        var bySymbol = Array.ConvertAll(symbols, symbol => found(symbol.Listing.Symbol));
        SymbolFindings[][] byStudy = [.. Enumerable.Range(0, query.Requests.Count).Select(
            study => Array.ConvertAll(bySymbol, studies => studies[study]))];
        return Follow(query, symbols, byStudy, cancellationToken);
    }

    /// <summary>The moves of trades by day, each times its part of the portfolio.</summary>
    /// <param name="trades">Trades of symbols of the partition.</param>
    public double[] MovesOf(IEnumerable<TradePath> trades)
    {
        var moves = new double[_market.Days.Count];
        var bySymbol = _symbols.ToDictionary(symbol => symbol.Listing.Symbol);
        foreach (var trade in trades)
        {
            var (symbol, before) = (bySymbol[trade.Symbol], trade.Price);
            for (var bar = trade.First; bar <= trade.Last; bar++)
            {
                var after = bar == trade.Last ? trade.SalePrice : symbol.Bars.Close[bar];
                moves[symbol.Days[bar]] += ((after / before) - 1) * trade.Weight;
                before = after;
            }
        }
        return moves;
    }

    private PartitionFindings Follow(
        FindingsQuery query, StudySymbol[] symbols, SymbolFindings[][] found, CancellationToken cancellationToken)
    {
        var request = query.Requests[0];
        var paid = request.Adjust == PriceAdjustment.Total ? Array.ConvertAll(symbols, symbol => symbol.WithDividends) : symbols;
        var returns = new ForwardReturns(_market.Days.Count, request.Entry, request.Delisting);
        return new PartitionFindings(
            query.WithUniverse ? UniverseOf(request, paid, returns) : null,
            [.. query.Requests.Select((study, i) => Follow(study, paid, found[i], returns, cancellationToken))]);
    }

    private UniverseSums UniverseOf(StudyRequest request, StudySymbol[] symbols, ForwardReturns returns)
    {
        var sums = new UniverseSummation(_market.Days.Count, request.Horizons, returns);
        foreach (var symbol in symbols) sums.Add(symbol);
        return sums.Total(request.Adjust == PriceAdjustment.Total ? _symbols.Select(symbol => symbol.WithDividends) : _symbols);
    }

    private StudyFindings Follow(
        StudyRequest request, StudySymbol[] symbols, SymbolFindings[] found, ForwardReturns returns, CancellationToken cancellationToken)
    {
        var days = _market.Days.Count;
        var (signalDays, rowOfDay) = SignalDaysOf(symbols, found);
        var decay = DecaySums.None(signalDays, request.Horizons[^1]);
        var portfolio = new PortfolioBuilder(days, request.PortfolioSessions, request);
        var outcomes = new SignalOutcomes(request, returns, found);
        for (var i = 0; i < symbols.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (symbol, signals) = (symbols[i], found[i].Signals);
            if (signals.Count == 0) continue;
            var moves = ArrayPool<double>.Shared.Rent(symbol.Bars.Count);
            PriceReturns.Changes(symbol.Bars.Close, moves);
            decay.Add(symbol, signals, moves, rowOfDay, returns);
            portfolio.Hold(symbol, signals, moves);
            ArrayPool<double>.Shared.Return(moves);
            outcomes.Add(symbol, found[i]);
        }
        return new StudyFindings(outcomes.Columns, decay, portfolio.Total());
    }

    /// <summary>The days with a signal, ascending, and the place of each among them.</summary>
    private (int[] Days, int[] RowOfDay) SignalDaysOf(StudySymbol[] symbols, SymbolFindings[] found)
    {
        var hasSignal = new bool[_market.Days.Count];
        for (var i = 0; i < symbols.Length; i++)
        {
            foreach (var (bar, _) in found[i].Signals) hasSignal[symbols[i].Days[bar]] = true;
        }
        var (days, rowOfDay) = (new List<int>(), new int[hasSignal.Length]);
        for (var day = 0; day < hasSignal.Length; day++)
        {
            rowOfDay[day] = days.Count;
            if (hasSignal[day]) days.Add(day);
        }
        return ([.. days], rowOfDay);
    }

    private StudySymbol[] UniverseOf(FindingsQuery query)
    {
        var universe = query.Symbols.ToHashSet();
        return Array.FindAll(_symbols, symbol => universe.Contains(symbol.Listing.Symbol));
    }
}
