using System.Collections.Immutable;

namespace Technic.Indicators;

/// <summary>The families of functions, in the order of the documentation.</summary>
public static class FunctionFamilies
{
    public const string MovingAverages = "Moving averages";
    public const string Momentum = "Momentum";
    public const string Volatility = "Volatility and bands";
    public const string Trend = "Trend";
    public const string Volume = "Volume";
    public const string TwoSeries = "Two series";
    public const string Candles = "Candles";
    public const string Windows = "Windows";

    public static ImmutableArray<string> All { get; } =
        [MovingAverages, Momentum, Volatility, Trend, Volume, TwoSeries, Candles, Windows];
}
