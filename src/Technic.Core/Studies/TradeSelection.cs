using Technic.Core.Studies.Partitions;

namespace Technic.Core.Studies;

/// <summary>Trades by rules: the signals of a day are bought in their order, as far as there are places.</summary>
/// <param name="request">The study, with its rules.</param>
/// <param name="outcomes">The signals, with the trades that they would become.</param>
/// <param name="scope">The days.</param>
internal sealed class TradeSelection(StudyRequest request, StudyOutcomes outcomes, StudyScope scope)
{
    private readonly TradeRules _rules = request.Trades!;
    private readonly List<Trade> _trades = [];
    private int _skipped;

    /// <summary>A trade that was made.</summary>
    private sealed record Trade(SymbolOutline Symbol, SignalTrade Path, int SignalDay, int SignalBar, double Price, double Costs);

    /// <summary>Trades the signals.</summary>
    public TradeSelection Run()
    {
        var symbols = Enumerable.Range(0, outcomes.Parts.Length).Select(outcomes.SymbolOfSignals).ToArray();
        var held = new Dictionary<SymbolOutline, Trade>(ReferenceEqualityComparer.Instance);
        foreach (var (part, i) in Order())
        {
            var signals = outcomes.Parts[part];
            if (double.IsNaN(signals.Prices[i])) continue;
            var (day, symbol) = (signals.Days[i], symbols[part][i]);
            var isHeld = held.TryGetValue(symbol, out var earlier) && !IsFreeFor(earlier.Path, day);
            if (isHeld || !HasPlace(held, day))
            {
                _skipped++;
                continue;
            }
            var trade = new Trade(
                symbol, signals.Trades[i], day, signals.Bars[i], signals.Prices[i],
                request.CostsOfSide + (signals.HalfSpreads.Length == 0 ? 0 : signals.HalfSpreads[i]));
            held[symbol] = trade;
            _trades.Add(trade);
        }
        return this;
    }

    /// <summary>The trades whose moves make the equity, in their order; none for any number of positions.</summary>
    public IReadOnlyList<TradePath> Paths => _rules.Positions is not { } places ? [] :
    [
        .. _trades.Select(trade => new TradePath(
            trade.Symbol.Listing.Symbol, Math.Max(trade.Path.Bought, trade.SignalBar + 1), trade.Path.Sold, trade.Price,
            trade.Path.SalePrice, trade.Path.Filled / places)),
    ];

    /// <summary>The trades.</summary>
    /// <param name="moves">The moves of <see cref="Paths"/> by day.</param>
    public TradeResult Result(double[] moves) => new()
    {
        All = [.. _trades.Select(Report)], Skipped = _skipped,
        Equity = _rules.Positions is { } places ? Performance.Of(EquityOf(moves, places)) : null,
    };

    /// <summary>The signals by day; those of a day in the order of the formula, the largest value first, those without one last.</summary>
    private IEnumerable<SignalPlace> Order()
    {
        if (request.RankBy is null) return outcomes.ByDay;
        return outcomes.ByDay.Select((place, i) => (Place: place, Order: i))
            .OrderBy(signal => outcomes.Parts[signal.Place.Part].Days[signal.Place.Index])
            .ThenByDescending(signal => outcomes.Parts[signal.Place.Part].Ranks[signal.Place.Index])
            .ThenBy(signal => signal.Order).Select(signal => signal.Place);
    }

    /// <summary>Whether there is a place for a purchase after a signal, once the trades that have ended are gone.</summary>
    private bool HasPlace(Dictionary<SymbolOutline, Trade> held, int day)
    {
        if (_rules.Positions is not { } places) return true;
        foreach (var (symbol, trade) in held)
        {
            if (IsFreeFor(trade.Path, day)) held.Remove(symbol);
        }
        return held.Count < places;
    }

    /// <summary>Whether the place of a trade is free for a purchase after a signal.</summary>
    private bool IsFreeFor(SignalTrade trade, int day) => request.Entry == StudyEntry.Close
        ? trade.SaleDay <= day
        : trade.SaleDay <= day || (trade.SaleDay == day + 1 && trade.IsAtOpen);

    private StudyTrade Report(Trade trade)
    {
        var (days, path) = (scope.Market.Days, trade.Path);
        return new StudyTrade(
            trade.Symbol.Listing.Symbol, days[trade.SignalDay], days[path.BoughtDay], trade.Price, days[path.SaleDay], path.SalePrice,
            path.SaleDay - path.BoughtDay, Costs.AfterTrade((path.SalePrice / trade.Price) - 1, trade.Costs), path.End)
        {
            Costs = trade.Costs, Filled = path.Filled,
        };
    }

    /// <summary>The return of each session: the mean of the moves of all places, an empty one counting 0.</summary>
    private double[] EquityOf(double[] moves, int places)
    {
        var returns = moves.ToArray();
        foreach (var trade in _trades)
        {
            var costs = trade.Costs * trade.Path.Filled / places;
            returns[trade.Path.BoughtDay] -= costs;
            returns[trade.Path.SaleDay] -= costs;
        }
        var (from, to) = scope.Span;
        var last = _trades.Count == 0 ? from : _trades.Max(trade => trade.Path.SaleDay);
        return returns[from..(Math.Max(last, Math.Min(to, returns.Length) - 1) + 1)];
    }
}
