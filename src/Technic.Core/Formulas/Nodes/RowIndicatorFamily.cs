using System.Collections.Frozen;
using Technic.Indicators;

namespace Technic.Core.Formulas.Nodes;

/// <summary>Indicators of a row that are computed together.</summary>
internal sealed class RowIndicatorFamily
{
    /// <summary>A recursive average of n bars is within 1e-6 of its endless value after so many times n bars.</summary>
    private const int Fading = 14;

    private static readonly RowIndicatorFamily[] All =
    [
        Window(19, (bars, o) => Sma.Compute(bars.Close, 20, o), Indicator.Sma20),
        Window(49, (bars, o) => Sma.Compute(bars.Close, 50, o), Indicator.Sma50),
        Window(199, (bars, o) => Sma.Compute(bars.Close, 200, o), Indicator.Sma200),
        Recursive(12, (bars, o) => Ema.Compute(bars.Close, 12, o), Indicator.Ema12),
        Recursive(26, (bars, o) => Ema.Compute(bars.Close, 26, o), Indicator.Ema26),
        Recursive(14, (bars, o) => Rsi.Compute(bars.Close, 14, o), Indicator.Rsi14),
        Recursive(
            35, (bars, o) => Macd.Compute(bars.Close, 12, 26, 9, Part(o, 0, 3), Part(o, 1, 3), Part(o, 2, 3)), Indicator.Macd,
            Indicator.MacdSignal, Indicator.MacdHistogram),
        Recursive(
            14, (bars, o) => Atr.Compute(bars.High, bars.Low, bars.Close, 14, Part(o, 0, 2), Part(o, 1, 2)), Indicator.Atr14,
            Indicator.AtrPercent),
        Recursive(
            28, (bars, o) => Adx.Compute(bars.High, bars.Low, bars.Close, 14, Part(o, 0, 3), Part(o, 1, 3), Part(o, 2, 3)),
            Indicator.Adx14, Indicator.PlusDi14, Indicator.MinusDi14),
        Window(
            19,
            (bars, o) => BollingerBands.Compute(bars.Close, 20, 2, Part(o, 0, 4), Part(o, 1, 4), Part(o, 2, 4), Part(o, 3, 4)),
            Indicator.BollingerUpper, Indicator.BollingerLower, Indicator.PercentB, Indicator.BandWidth),
        Window(
            17, (bars, o) => Stochastic.Compute(bars.High, bars.Low, bars.Close, 14, 3, 3, Part(o, 0, 2), Part(o, 1, 2)),
            Indicator.StochasticK, Indicator.StochasticD),
        Window(14, (bars, o) => Mfi.Compute(bars.High, bars.Low, bars.Close, bars.Volume, 14, o), Indicator.Mfi14),
        new(isRecursive: true, 0, 0, (bars, o) => Obv.Compute(bars.Close, bars.Volume, o), Indicator.Obv),
        Window(1, (bars, o) => RateOfChange.Compute(bars.Close, 1, o), Indicator.Roc1),
        Window(5, (bars, o) => RateOfChange.Compute(bars.Close, 5, o), Indicator.Roc5),
        Window(21, (bars, o) => RateOfChange.Compute(bars.Close, 21, o), Indicator.Roc21),
        Window(63, (bars, o) => RateOfChange.Compute(bars.Close, 63, o), Indicator.Roc63),
        Window(20, (bars, o) => RealisedVolatility.Compute(bars.Close, 20, o), Indicator.Volatility20),
        Window(60, (bars, o) => RealisedVolatility.Compute(bars.Close, 60, o), Indicator.Volatility60),
        Range(20, Indicator.FromHigh20, Indicator.FromLow20),
        Range(55, Indicator.FromHigh55, Indicator.FromLow55),
        Range(252, Indicator.FromHigh252, Indicator.FromLow252),
        Window(19, (bars, o) => DollarVolume.Compute(bars.Close, bars.Volume, 20, o), Indicator.DollarVolume20),
        Window(20, (bars, o) => VolumeRatio.Compute(bars.Volume, 20, o), Indicator.VolumeRatio),
        Window(1, (bars, o) => Gap.Compute(bars.Open, bars.Close, o), Indicator.Gap),
    ];

    private static readonly FrozenDictionary<string, (RowIndicatorFamily Family, int Output)> ByName = Index();

    private readonly Computation _compute;
    private readonly Indicator[] _indicators;

    private RowIndicatorFamily(bool isRecursive, int firstIndex, int warmUp, Computation compute, params Indicator[] indicators)
    {
        IsRecursive = isRecursive;
        FirstIndex = firstIndex;
        WarmUp = warmUp;
        _compute = compute;
        _indicators = indicators;
    }

    private delegate void Computation(Bars bars, Span<double> outputs);

    /// <summary>The number of indicators.</summary>
    public int Outputs => _indicators.Length;

    /// <summary>Whether a value depends on all earlier bars.</summary>
    public bool IsRecursive { get; }

    /// <summary>
    /// The bars before the first value of all indicators. If they are not recursive, a value depends on so many earlier bars.
    /// </summary>
    public int FirstIndex { get; }

    /// <summary>The earlier bars to load for a value.</summary>
    public int WarmUp { get; }

    /// <summary>Finds the family of a column by the column's name, and its place there.</summary>
    public static bool TryFind(string column, out (RowIndicatorFamily Family, int Output) found) => ByName.TryGetValue(column, out found);

    /// <summary>Computes the indicators at every bar, one after another.</summary>
    /// <param name="bars">n bars.</param>
    /// <param name="outputs">n values for each indicator; NaN where there is none.</param>
    public void Compute(in Bars bars, Span<double> outputs) => _compute(bars, outputs);

    private static RowIndicatorFamily Window(int firstIndex, Computation compute, params Indicator[] indicators) =>
        new(isRecursive: false, firstIndex, firstIndex, compute, indicators);

    private static RowIndicatorFamily Recursive(int period, Computation compute, params Indicator[] indicators) =>
        new(isRecursive: true, period, period * Fading, compute, indicators);

    private static RowIndicatorFamily Range(int period, Indicator fromHigh, Indicator fromLow) => Window(
        period - 1, (bars, o) => Extremes.Compute(bars.High, bars.Low, bars.Close, period, Part(o, 0, 2), Part(o, 1, 2)), fromHigh,
        fromLow);

    private static Span<double> Part(Span<double> outputs, int part, int parts) =>
        outputs.Slice(outputs.Length / parts * part, outputs.Length / parts);

    private static FrozenDictionary<string, (RowIndicatorFamily Family, int Output)> Index()
    {
        var names = IndicatorCatalog.All.ToDictionary(info => info.Indicator, info => info.Name);
        var index = new Dictionary<string, (RowIndicatorFamily, int)>();
        foreach (var family in All)
        {
            for (var output = 0; output < family.Outputs; output++) index.Add(names[family._indicators[output]], (family, output));
        }
        return index.ToFrozenDictionary();
    }
}
