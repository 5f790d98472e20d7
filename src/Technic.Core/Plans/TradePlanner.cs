using Technic.Core.Rating;

namespace Technic.Core.Plans;

/// <summary>
/// Creates a plan of a style from a row. Long, in the direction of the signal: stop = min(last low, close − 1.5·ATR), limited to [close −
/// 3·ATR, close − 0.5·ATR]; entry = close + 0.1·ATR. A breakout and a rebound have the entry last high + 0.1·ATR, with the stop limited to
/// the same distances from the entry; a pullback has the 50-bar average, with the stop 1.5·ATR below. Target = entry + reward ratio ×
/// (entry − stop); shares = the risk budget divided by the distance between entry and stop, at most 5 % of the mean dollar volume and at
/// most the account. Short plans are mirrored.
/// </summary>
public static class TradePlanner
{
    private const double UsualStop = 1.5;
    private const double WidestStop = 3;
    private const double TightestStop = 0.5;
    private const double EntryMargin = 0.1;
    /// <summary>The largest part of the mean dollar volume that a position may have.</summary>
    internal const double ShareOfDollarVolume = 0.05;


    /// <summary>A stop closer than this, in dollars or relative to the price, is within the usual spread.</summary>
    private const double LeastRisk = 0.02;

    private const double LeastRiskShare = 0.001;

    /// <summary>
    /// The plan; <c>null</c> without a direction, without an ATR (or with one of 0) or a mean dollar volume, for volatility so high that
    /// stop or target would not be a price above 0, for a stop within the usual spread, and for a pullback whose average is not below the
    /// close.
    /// </summary>
    /// <exception cref="ArgumentException">The budget is invalid; the message describes it.</exception>
    public static TradePlan? Plan(ScanRow row, RiskBudget budget, PlanStyle style = PlanStyle.Signal)
    {
        if (budget.Complaint() is { } complaint) throw new ArgumentException(complaint, nameof(budget));
        if (DirectionOf(row, style) is not { } direction || row.Atr14 is not > 0 || row.DollarVolume20 is not { } dollarVolume) return null;

        // A short plan is a long plan in prices with the opposite sign.
        var sign = direction == TradeDirection.Long ? 1 : -1;
        if (Levels(row, sign, row.Atr14.Value, style) is not var (entry, stop)) return null;
        var risk = entry - stop;
        var target = entry + (budget.RewardRatio * risk);
        if (sign * stop <= 0 || sign * entry <= 0 || sign * target <= 0) return null;
        if (risk < LeastRisk || risk < LeastRiskShare * row.Close) return null;

        var (shares, limit) = Size(risk, sign * entry, dollarVolume, budget);
        return new TradePlan(direction, sign * entry, sign * stop, sign * target, shares, limit) { Style = style };
    }

    private static TradeDirection? DirectionOf(ScanRow row, PlanStyle style) => style switch
    {
        PlanStyle.Signal when row.Signal == Signal.Neutral => null,
        PlanStyle.Signal => row.Signal > 0 ? TradeDirection.Long : TradeDirection.Short,
        PlanStyle.Breakdown or PlanStyle.Fade => TradeDirection.Short,
        _ => TradeDirection.Long,
    };

    /// <summary>Entry and stop in prices with the plan's sign; <c>null</c> when the style does not fit the row.</summary>
    private static (double Entry, double Stop)? Levels(ScanRow row, int sign, double atr, PlanStyle style)
    {
        var close = sign * row.Close;
        var (worst, best) = sign > 0 ? (row.Low, row.High) : (-row.High, -row.Low);
        switch (style)
        {
            case PlanStyle.Signal:
                return (close + (EntryMargin * atr), StopBelow(close, worst, atr));
            case PlanStyle.Pullback:
                return row.Sma50 is { } average && average < row.Close ? (average, average - (UsualStop * atr)) : null;
            default:
                var entry = best + (EntryMargin * atr);
                return (entry, StopBelow(entry, worst, atr));
        }
    }

    private static double StopBelow(double price, double worst, double atr) =>
        Math.Clamp(Math.Min(worst, price - (UsualStop * atr)), price - (WidestStop * atr), price - (TightestStop * atr));

    private static (long Shares, SizeLimit Limit) Size(double riskPerShare, double entry, double dollarVolume, RiskBudget budget)
    {
        var byRisk = WholeUnits(budget.Account * budget.RiskPercent / 100, riskPerShare);
        var byLiquidity = WholeUnits(ShareOfDollarVolume * dollarVolume, entry);
        var byAccount = WholeUnits(budget.Account, entry);
        return byRisk <= byLiquidity && byRisk <= byAccount ? (byRisk, SizeLimit.Risk)
            : byLiquidity <= byAccount ? (byLiquidity, SizeLimit.Liquidity)
            : (byAccount, SizeLimit.Account);
    }

    /// <summary>The number of whole units that an amount buys; never one too many because of rounding.</summary>
    private static long WholeUnits(double sum, double price)
    {
        var units = Math.Min(Math.Floor(sum / price), 1L << 53);
        return (long)(units * price > sum ? units - 1 : units);
    }
}
