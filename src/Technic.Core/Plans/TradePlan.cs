using System.Text.Json.Serialization;

namespace Technic.Core.Plans;

/// <summary>What limits a plan's number of shares.</summary>
public enum SizeLimit
{
    /// <summary>The maximum loss at the stop.</summary>
    Risk,

    /// <summary>The maximum share of the symbol's mean dollar volume.</summary>
    Liquidity,

    /// <summary>The size of the account.</summary>
    Account,
}

/// <summary>
/// A trade plan for one row: prices in US dollars, unrounded. A long plan has stop &lt; entry &lt; target, a short one stop &gt; entry &gt;
/// target.
/// </summary>
/// <param name="Direction">The direction.</param>
/// <param name="Entry">The entry price.</param>
/// <param name="Stop">The stop price, at which the loss is limited.</param>
/// <param name="Target">The target price, at which the profit is taken; above 0.</param>
/// <param name="Shares">Whole shares; 0 when the budget is too small for one.</param>
/// <param name="LimitedBy">What limits the number of shares.</param>
public sealed record TradePlan(
    [property: JsonConverter(typeof(JsonStringEnumConverter<TradeDirection>))] TradeDirection Direction, double Entry, double Stop,
    double Target, long Shares, [property: JsonConverter(typeof(JsonStringEnumConverter<SizeLimit>))] SizeLimit LimitedBy)
{
    /// <summary>The kind of trade.</summary>
    [JsonIgnore]
    public PlanStyle Style { get; init; }

    /// <summary>The loss of one share at the stop, in dollars.</summary>
    [JsonIgnore]
    public double RiskPerShare => Math.Abs(Entry - Stop);

    /// <summary>The loss of the position at the stop, in dollars.</summary>
    [JsonIgnore]
    public double Risk => Shares * RiskPerShare;

    /// <summary>The cost of the position at entry, in dollars.</summary>
    [JsonIgnore]
    public double Value => Shares * Entry;
}
