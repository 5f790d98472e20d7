namespace Technic.Core.Plans;

/// <summary>What held a plan's number of shares down.</summary>
public enum SizeLimit
{
    /// <summary>The money that may be lost at the stop.</summary>
    Risk,

    /// <summary>The share of the symbol's mean dollar volume that may be traded.</summary>
    Liquidity,

    /// <summary>What the account can pay for.</summary>
    Account,
}

/// <summary>
/// How to trade one row: prices in US dollars, unrounded. A long plan has stop &lt; entry &lt; target, a short one stop &gt; entry &gt; target.
/// </summary>
/// <param name="Direction">Which way.</param>
/// <param name="Entry">The price to enter at.</param>
/// <param name="Stop">The price at which the loss is taken.</param>
/// <param name="Target">The price at which the gain is taken; above 0.</param>
/// <param name="Shares">Whole shares; 0 when the budget does not buy one.</param>
/// <param name="LimitedBy">What held the number of shares down.</param>
public sealed record TradePlan(TradeDirection Direction, double Entry, double Stop, double Target, long Shares, SizeLimit LimitedBy)
{
    /// <summary>The kind of trade.</summary>
    public PlanStyle Style { get; init; }

    /// <summary>What one share loses at the stop, in dollars.</summary>
    public double RiskPerShare => Math.Abs(Entry - Stop);

    /// <summary>What the position loses at the stop, in dollars.</summary>
    public double Risk => Shares * RiskPerShare;

    /// <summary>What the position costs at entry, in dollars.</summary>
    public double Value => Shares * Entry;
}
