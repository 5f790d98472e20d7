using Technic.Core.Market;

namespace Technic.Core.Studies;

/// <summary>Why a trade ended.</summary>
public enum TradeEnd
{
    /// <summary>The condition of the exit.</summary>
    Exit,

    /// <summary>The stop.</summary>
    Stop,

    /// <summary>The longest time.</summary>
    MaxHold,

    /// <summary>The symbol stopped trading.</summary>
    Delisted,

    /// <summary>The end of the data.</summary>
    Open,
}

/// <summary>One trade. Prices are adjusted for all splits of the data.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Signal">The day of the signal (New York date).</param>
/// <param name="Bought">The day of the purchase.</param>
/// <param name="Price">The price paid.</param>
/// <param name="Sold">The day of the sale.</param>
/// <param name="SalePrice">The price of the sale.</param>
/// <param name="Sessions">The sessions from the purchase to the sale.</param>
/// <param name="Return">The return after costs, as a fraction.</param>
/// <param name="End">Why it ended.</param>
public sealed record StudyTrade(
    Symbol Symbol, DateOnly Signal, DateOnly Bought, double Price, DateOnly Sold, double SalePrice, int Sessions, double Return,
    TradeEnd End)
{
    /// <summary>The costs of the purchase, and of the sale, as a fraction of its value; half the spread included if it is a cost.</summary>
    public required double Costs { get; init; }

    /// <summary>The part of its place that was bought: below 1 if the place is more than 5 % of the symbol's dollar volume.</summary>
    public required double Filled { get; init; }
}

/// <summary>The trades of a study. Returns are fractions after costs; a value is NaN if there is none.</summary>
public sealed record TradeResult
{
    /// <summary>The trades, by the day of purchase, then by symbol.</summary>
    public required IReadOnlyList<StudyTrade> All { get; init; }

    /// <summary>The signals for which there was no place, or whose symbol was held.</summary>
    public required int Skipped { get; init; }

    /// <summary>The mean return.</summary>
    public double Mean => All.Count == 0 ? double.NaN : All.Average(trade => trade.Return);

    /// <summary>The mean return without costs.</summary>
    public double MeanBeforeCosts => All.Count == 0 ? double.NaN : All.Average(trade => (trade.SalePrice / trade.Price) - 1);

    /// <summary>The mean part of its place that a trade bought.</summary>
    public double MeanFilled => All.Count == 0 ? double.NaN : All.Average(trade => trade.Filled);

    /// <summary>The trades that bought less than their place.</summary>
    public int Capped => All.Count(trade => trade.Filled < 1);

    /// <summary>The share of returns above 0.</summary>
    public double Positive => All.Count == 0 ? double.NaN : All.Count(trade => trade.Return > 0) / (double)All.Count;

    /// <summary>The sum of the positive returns divided by that of the negative ones, without sign.</summary>
    public double ProfitFactor =>
        All.Where(trade => trade.Return > 0).Sum(trade => trade.Return) / -All.Where(trade => trade.Return <= 0).Sum(trade => trade.Return);

    /// <summary>The mean number of sessions.</summary>
    public double MeanSessions => All.Count == 0 ? double.NaN : All.Average(trade => trade.Sessions);

    /// <summary>The equity of all trades in places of equal size, after costs; <c>null</c> for any number of positions.</summary>
    public required Performance? Equity { get; init; }
}
