using Technic.Core.Rating;

namespace Technic.Core.Plans;

/// <summary>
/// Turns a directional row into a plan. Long: stop = min(last low, close − 1.5·ATR), held within [close − 3·ATR, close − 0.5·ATR];
/// entry = close + 0.1·ATR; target = entry + reward ratio × (entry − stop); shares = what the risk budget allows between entry and stop,
/// at most 5 % of the mean dollar volume and at most what the account buys. Short mirrored.
/// </summary>
public static class TradePlanner
{
    private const double UsualStop = 1.5;
    private const double WidestStop = 3;
    private const double TightestStop = 0.5;
    private const double EntryMargin = 0.1;
    private const double ShareOfDollarVolume = 0.05;

    /// <summary>
    /// The plan; <c>null</c> without a directional signal, without an ATR (or with one of 0) or a mean dollar volume, and where the symbol
    /// swings so wildly that stop or target would not be a price above 0.
    /// </summary>
    /// <exception cref="ArgumentException">The budget cannot be used; the message says why.</exception>
    public static TradePlan? Plan(ScanRow row, RiskBudget budget)
    {
        if (budget.Complaint() is { } complaint) throw new ArgumentException(complaint, nameof(budget));
        if (row.Signal == Signal.Neutral || row.Atr14 is not > 0 || row.DollarVolume20 is not { } dollarVolume) return null;

        // A short plan is a long plan in prices with the opposite sign.
        var sign = row.Signal > 0 ? 1 : -1;
        var atr = row.Atr14.Value;
        var close = sign * row.Close;
        var worstPrice = sign > 0 ? row.Low : -row.High;
        var stop = Math.Clamp(Math.Min(worstPrice, close - (UsualStop * atr)), close - (WidestStop * atr), close - (TightestStop * atr));
        var entry = close + (EntryMargin * atr);
        var risk = entry - stop;
        var target = entry + (budget.RewardRatio * risk);
        if (sign * stop <= 0 || sign * entry <= 0 || sign * target <= 0) return null;

        var (shares, limit) = Size(risk, sign * entry, dollarVolume, budget);
        return new TradePlan(
            sign > 0 ? TradeDirection.Long : TradeDirection.Short, sign * entry, sign * stop, sign * target, shares, limit);
    }

    private static (long Shares, SizeLimit Limit) Size(double riskPerShare, double entry, double dollarVolume, RiskBudget budget)
    {
        var byRisk = WholeUnits(budget.Account * budget.RiskPercent / 100, riskPerShare);
        var byLiquidity = WholeUnits(ShareOfDollarVolume * dollarVolume, entry);
        var byAccount = WholeUnits(budget.Account, entry);
        return byRisk <= byLiquidity && byRisk <= byAccount ? (byRisk, SizeLimit.Risk)
            : byLiquidity <= byAccount ? (byLiquidity, SizeLimit.Liquidity)
            : (byAccount, SizeLimit.Account);
    }

    /// <summary>How many whole units a sum buys; never one more, however the division rounds.</summary>
    private static long WholeUnits(double sum, double price)
    {
        var units = Math.Min(Math.Floor(sum / price), 1L << 53);
        return (long)(units * price > sum ? units - 1 : units);
    }
}
