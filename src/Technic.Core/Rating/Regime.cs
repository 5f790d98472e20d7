namespace Technic.Core.Rating;

/// <summary>Where the market as a whole is heading.</summary>
public enum MarketTrend
{
    Down = -1,
    Sideways = 0,
    Up = 1,
}

/// <summary>What a regime was read from.</summary>
public enum RegimeSource
{
    /// <summary>The averages of SPY, the fund that holds the S&amp;P 500.</summary>
    Spy,

    /// <summary>The share of symbols that stand above their 50-bar average.</summary>
    Breadth,
}

/// <summary>The state of the market that a scan ran in.</summary>
/// <param name="Trend">Where it is heading.</param>
/// <param name="HighVolatility">Whether it moves much more than it used to; <c>null</c> while there are too few bars to tell.</param>
/// <param name="Source">What this was read from.</param>
/// <param name="Breadth">The share of symbols above their 50-bar average, 0 … 1, whatever the source; <c>null</c> where no symbol has one.</param>
public sealed record Regime(MarketTrend Trend, bool? HighVolatility, RegimeSource Source, double? Breadth);
