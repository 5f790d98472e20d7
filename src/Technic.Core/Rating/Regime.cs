using System.Text.Json.Serialization;

namespace Technic.Core.Rating;

/// <summary>The trend of the market as a whole.</summary>
public enum MarketTrend
{
    Down = -1,
    Sideways = 0,
    Up = 1,
}

/// <summary>The source of a regime.</summary>
public enum RegimeSource
{
    /// <summary>The averages of SPY, the fund of the S&amp;P 500.</summary>
    Spy,

    /// <summary>The share of symbols above their 50-bar average.</summary>
    Breadth,
}

/// <summary>The state of the market at a scan.</summary>
/// <param name="Trend">The trend.</param>
/// <param name="HighVolatility">Whether the recent volatility is much higher than before; <c>null</c> if there are too few bars.</param>
/// <param name="Source">The source of the trend and the volatility.</param>
/// <param name="Breadth">
/// The share of symbols above their 50-bar average, 0 … 1, for each source; <c>null</c> if no symbol has one.
/// </param>
public sealed record Regime(
    [property: JsonConverter(typeof(JsonStringEnumConverter<MarketTrend>))] MarketTrend Trend, bool? HighVolatility,
    [property: JsonConverter(typeof(JsonStringEnumConverter<RegimeSource>))] RegimeSource Source, double? Breadth);
