using Technic.Core.Plans;

namespace Technic.Core.Studies;

/// <summary>Trades by rules: the signals of a day are bought in their order, as far as there are places.</summary>
/// <param name="request">The study, with its rules.</param>
/// <param name="market">The histories.</param>
/// <param name="symbols">The universe.</param>
/// <param name="isExit">Whether the condition of the exit is true, for every bar of every symbol; empty without one.</param>
/// <param name="stops">
/// The price at which the trade of each signal is stopped, adjusted for all splits of the data; NaN for none.
/// </param>
/// <param name="halfSpreads">Half the spread of each signal's symbol, as a fraction of the price; empty if it is not a cost.</param>
internal sealed class TradeSimulation(
    StudyRequest request, StudyMarket market, IReadOnlyList<StudySymbol> symbols, bool[] isExit, double[] stops, double[] halfSpreads)
{
    private readonly TradeRules _rules = request.Trades!;
    private readonly int[] _offsets = StudyPanel.OffsetsOf(symbols);
    private readonly ForwardReturns _returns = new(market.Days.Count, request.Entry, request.Delisting);

    /// <summary>Trades the signals.</summary>
    /// <param name="signals">The signals, by day.</param>
    /// <param name="order">Their indexes, by day, then in the order of purchases.</param>
    /// <param name="span">The days of signals: the first, and the one after the last.</param>
    public TradeResult Run(StudySignal[] signals, int[] order, (int From, int To) span)
    {
        var (open, trades, skipped) = (new List<Trade>(), new List<Trade>(), 0);
        foreach (var index in order)
        {
            var signal = signals[index];
            var symbol = symbols[signal.Symbol];
            if (double.IsNaN(_returns.EntryPrice(symbol, signal.Bar))) continue;
            open.RemoveAll(trade => trade.IsFreeFor(signal.Day, request.Entry));
            if (open.Count >= _rules.Positions || open.Exists(trade => trade.Symbol == signal.Symbol))
            {
                skipped++;
                continue;
            }
            var trade = TradeOf(symbol, signal, stops[index]) with
            {
                Costs = request.CostsOfSide + (halfSpreads.Length == 0 ? 0 : halfSpreads[index]), Filled = FilledOf(symbol, signal.Bar),
            };
            open.Add(trade);
            trades.Add(trade);
        }
        return new TradeResult
        {
            All = [.. trades.Select(Report)], Skipped = skipped,
            Equity = _rules.Positions is { } places ? Performance.Of(EquityOf(trades, places, span)) : null,
        };
    }

    private Trade TradeOf(StudySymbol symbol, StudySignal signal, double stop)
    {
        var open = symbol.Bars.Open;
        var low = symbol.Bars.Low;
        var close = symbol.Bars.Close;
        var price = _returns.EntryPrice(symbol, signal.Bar);
        for (var bar = signal.Bar + 1; bar < symbol.Days.Length; bar++)
        {
            // A price that opens below the stop is the price of the sale.
            if (low[bar] <= stop) return At(bar, Math.Min(open[bar], stop), TradeEnd.Stop, isAtOpen: open[bar] <= stop);
            if (symbol.Days[bar] - signal.Day >= _rules.MaxHold) return At(bar, close[bar], TradeEnd.MaxHold, isAtOpen: false);
            if (isExit.Length > 0 && isExit[_offsets[signal.Symbol] + bar] && bar + 1 < symbol.Days.Length)
                return At(bar + 1, open[bar + 1], TradeEnd.Exit, isAtOpen: true);
        }
        var last = symbol.Days.Length - 1;
        return symbol.IsStopped
            ? At(last, close[last] * (1 + request.Delisting), TradeEnd.Delisted, isAtOpen: false)
            : At(last, close[last], TradeEnd.Open, isAtOpen: false);

        Trade At(int bar, double sale, TradeEnd end, bool isAtOpen) => new(signal.Symbol, signal, price, bar, sale, end, isAtOpen)
        {
            Bought = request.Entry == StudyEntry.Close ? signal.Bar : signal.Bar + 1, SaleDay = symbol.Days[bar],
        };
    }

    /// <summary>The part of a place that the dollar volume allows.</summary>
    private double FilledOf(StudySymbol symbol, int bar) => _rules is { Capital: { } capital, Positions: { } places }
        ? Math.Min(1, TradePlanner.ShareOfDollarVolume * symbol.DollarVolumeAt(bar) * places / capital)
        : 1;

    private StudyTrade Report(Trade trade)
    {
        var symbol = symbols[trade.Symbol];
        var (bought, sold) = (symbol.Days[trade.Bought], trade.SaleDay);
        return new StudyTrade(
            symbol.Listing.Symbol, market.Days[trade.Signal.Day], market.Days[bought], trade.Price, market.Days[sold], trade.SalePrice,
            sold - bought, HorizonStatistics.AfterCosts((trade.SalePrice / trade.Price) - 1, trade.Costs), trade.End)
        {
            Costs = trade.Costs, Filled = trade.Filled,
        };
    }

    /// <summary>The return of each session: the mean of the moves of all places, an empty one counting 0.</summary>
    private double[] EquityOf(List<Trade> trades, int places, (int From, int To) span)
    {
        var returns = new double[market.Days.Count];
        foreach (var trade in trades)
        {
            var symbol = symbols[trade.Symbol];
            var before = trade.Price;
            var part = trade.Filled / places;
            returns[symbol.Days[trade.Bought]] -= trade.Costs * part;
            for (var bar = Math.Max(trade.Bought, trade.Signal.Bar + 1); bar <= trade.SaleBar; bar++)
            {
                var after = bar == trade.SaleBar ? trade.SalePrice : symbol.Bars.Close[bar];
                returns[symbol.Days[bar]] += ((after / before) - 1) * part;
                before = after;
            }
            returns[trade.SaleDay] -= trade.Costs * part;
        }
        var last = trades.Count == 0 ? span.From : trades.Max(trade => trade.SaleDay);
        return returns[span.From..(Math.Max(last, Math.Min(span.To, returns.Length) - 1) + 1)];
    }

    private sealed record Trade(
        int Symbol, StudySignal Signal, double Price, int SaleBar, double SalePrice, TradeEnd End, bool IsAtOpen)
    {
        public required int Bought { get; init; }

        public required int SaleDay { get; init; }

        public double Costs { get; init; }

        public double Filled { get; init; }

        /// <summary>Whether its place is free for a purchase after a signal.</summary>
        public bool IsFreeFor(int day, StudyEntry entry) => entry == StudyEntry.Close
            ? SaleDay <= day
            : SaleDay <= day || (SaleDay == day + 1 && IsAtOpen);
    }
}
