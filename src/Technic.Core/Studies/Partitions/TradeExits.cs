using Technic.Core.Plans;
using Technic.Core.Rating;

namespace Technic.Core.Studies.Partitions;

/// <summary>How a purchase after a signal ends by the rules of trades.</summary>
/// <param name="request">The study, with its rules.</param>
/// <param name="returns">The terms of purchases.</param>
internal sealed class TradeExits(StudyRequest request, ForwardReturns returns)
{
    private readonly TradeRules _rules = request.Trades!;

    /// <summary>The trade of a signal whose symbol can be bought.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="signal">The index of the signal's bar.</param>
    /// <param name="isExit">Whether the condition of the exit is true, for every bar; empty without one.</param>
    /// <param name="dollarVolume">The mean dollar volume of the symbol at the signal.</param>
    public SignalTrade TradeOf(StudySymbol symbol, int signal, bool[] isExit, double dollarVolume)
    {
        var days = symbol.Days;
        var open = symbol.Bars.Open;
        var low = symbol.Bars.Low;
        var close = symbol.Bars.Close;
        var bought = request.Entry == StudyEntry.Close ? signal : signal + 1;
        var filled = _rules is { Capital: { } capital, Positions: { } places }
            ? Math.Min(1, TradePlanner.ShareOfDollarVolume * dollarVolume * places / capital)
            : 1;
        var stop = StopOf(symbol, signal);
        for (var bar = signal + 1; bar < days.Length; bar++)
        {
            // A price that opens below the stop is the price of the sale.
            if (low[bar] <= stop) return At(bar, Math.Min(open[bar], stop), TradeEnd.Stop, isAtOpen: open[bar] <= stop);
            if (days[bar] - days[signal] >= _rules.MaxHold) return At(bar, close[bar], TradeEnd.MaxHold, isAtOpen: false);
            if (isExit.Length > 0 && isExit[bar] && bar + 1 < days.Length)
                return At(bar + 1, open[bar + 1], TradeEnd.Exit, isAtOpen: true);
        }
        var last = days.Length - 1;
        return symbol.IsStopped
            ? At(last, close[last] * (1 + request.Delisting), TradeEnd.Delisted, isAtOpen: false)
            : At(last, close[last], TradeEnd.Open, isAtOpen: false);

        SignalTrade At(int bar, double price, TradeEnd end, bool isAtOpen) =>
            new(bought, days[bought], bar, days[bar], price, end, isAtOpen, filled);
    }

    /// <summary>The price that stops a trade, adjusted for all splits of the data; NaN for none.</summary>
    private double StopOf(StudySymbol symbol, int signal)
    {
        if (_rules.Stop is { } fall) return returns.EntryPrice(symbol, signal) * (1 - fall);
        if (!_rules.StopOfPlan) return double.NaN;
        var known = symbol.KnownAt(signal);
        var row = SymbolEvaluator.Evaluate(symbol.Listing.Symbol, RatingWindow.Of(known)).RatedBy(request.Scan.Methods.Scoring);
        // The plan is in the prices of its day.
        return row.HasRecentJump || request.Scan.PlanOf(row) is not { Direction: TradeDirection.Long } plan
            ? double.NaN
            : plan.Stop * (symbol.Bars.Close[signal] / known.Close[^1]);
    }
}
