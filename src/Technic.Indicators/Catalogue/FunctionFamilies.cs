using System.Collections.Immutable;

namespace Technic.Indicators;

/// <summary>The families of functions, in the order of the documentation.</summary>
public static class FunctionFamilies
{
    /// <summary>Averages of the last values.</summary>
    public const string MovingAverages = "Moving averages";

    /// <summary>Oscillators and rates of change.</summary>
    public const string Momentum = "Momentum";

    /// <summary>Ranges, bands and stops.</summary>
    public const string Volatility = "Volatility and bands";

    /// <summary>Strength and direction of a trend.</summary>
    public const string Trend = "Trend";

    /// <summary>Functions of price and volume.</summary>
    public const string Volume = "Volume";

    /// <summary>Functions of two series, e.g. of a symbol and an index.</summary>
    public const string TwoSeries = "Two series";

    /// <summary>Patterns of candlesticks.</summary>
    public const string Candles = "Candles";

    /// <summary>Statistics of the last values.</summary>
    public const string Windows = "Windows";

    /// <summary>All families.</summary>
    public static ImmutableArray<string> All { get; } =
        [MovingAverages, Momentum, Volatility, Trend, Volume, TwoSeries, Candles, Windows];
}
