using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Indicators;

namespace Technic.Core.Rating;

/// <summary>
/// Computes a row from the part of a history that ratings use (<see cref="RatingWindow"/>). One pass over the columns updates the recursive
/// indicators; windowed indicators read only the window at the end of the series. After a jump in the prices (<see cref="PriceJump"/>) all
/// of them restart. Every formula is that of the indicator's own type. Only the row is allocated.
/// </summary>
public static class SymbolEvaluator
{
    /// <summary>The number of bars of the return for relative strength, if there are enough.</summary>
    public const int StrengthPeriod = 63;

    private const int LongestVolatility = 60;

    /// <summary>The row of a history with at least one bar; safe to call from any thread.</summary>
    /// <exception cref="ArgumentException">The history has no bars.</exception>
    public static ScanRow Evaluate(PriceHistory history) => Evaluate(history.Key.Symbol, history.Bars);

    /// <inheritdoc cref="Evaluate(PriceHistory)"/>
    public static ScanRow Evaluate(Symbol symbol, BarSeries bars)
    {
        if (bars.Count == 0) throw new ArgumentException($"{symbol} has no bars to evaluate.", nameof(bars));
        var close = bars.Close;
        Span<double> values = stackalloc double[IndicatorValues.Count];
        var rated = RatingWindow.Of(bars);
        var jump = PriceJump.LastIn(rated);
        // Prices on both sides of a jump do not have the same unit.
        var comparable = jump is { } last ? rated.Slice(rated.Count - last.Bars, last.Bars) : rated;
        AddRecursive(comparable, values);
        AddWindowed(comparable, values);
        var indicators = new IndicatorValues(values);
        return new ScanRow
        {
            Symbol = symbol,
            AsOf = bars.Times[^1],
            Bars = bars.Count,
            ComparableBars = comparable.Count,
            Gaps = Gaps(bars),
            Open = bars.Open[^1],
            High = bars.High[^1],
            Low = bars.Low[^1],
            Close = close[^1],
            Volume = bars.Volume[^1],
            Indicators = indicators,
            StrengthReturn = StrengthReturn(comparable.Close),
            Score = Scoring.Score(ScoreInputs.Of(indicators, close[^1], bars.Times[^1])),
            Closes = new Sparkline(close),
            Jump = jump,
        };
    }

    private static void AddRecursive(BarSeries bars, Span<double> values)
    {
        ReadOnlySpan<double> high = bars.High, low = bars.Low, close = bars.Close, volume = bars.Volume;
        var macd = new Macd.State(12, 26, 9);
        var rsi = new Rsi.State(14);
        var atr = new Atr.State(14);
        var adx = new Adx.State(14);
        var obv = 0.0;
        macd.Add(close[0]);
        for (var i = 1; i < close.Length; i++)
        {
            var trueRange = TrueRange.Of(high[i], low[i], close[i - 1]);
            macd.Add(close[i]);
            rsi.Add(close[i], close[i - 1]);
            atr.Add(trueRange);
            adx.Add(high[i], low[i], high[i - 1], low[i - 1], trueRange);
            obv += Obv.Flow(close[i], close[i - 1], volume[i]);
        }
        values[(int)Indicator.Ema12] = macd.Fast;
        values[(int)Indicator.Ema26] = macd.Slow;
        values[(int)Indicator.Macd] = macd.Line;
        values[(int)Indicator.MacdSignal] = macd.Signal;
        values[(int)Indicator.MacdHistogram] = macd.Histogram;
        values[(int)Indicator.Rsi14] = rsi.Value;
        values[(int)Indicator.Atr14] = atr.Value;
        values[(int)Indicator.AtrPercent] = Atr.PercentOf(close[^1], atr.Value);
        values[(int)Indicator.Adx14] = adx.Value;
        values[(int)Indicator.PlusDi14] = adx.PlusDi;
        values[(int)Indicator.MinusDi14] = adx.MinusDi;
        values[(int)Indicator.Obv] = obv;
    }

    private static void AddWindowed(BarSeries bars, Span<double> values)
    {
        ReadOnlySpan<double> high = bars.High, low = bars.Low, close = bars.Close, volume = bars.Volume;
        values[(int)Indicator.Sma20] = Sma.Last(close, 20);
        values[(int)Indicator.Sma50] = Sma.Last(close, 50);
        values[(int)Indicator.Sma200] = Sma.Last(close, 200);
        (values[(int)Indicator.BollingerUpper], values[(int)Indicator.BollingerLower], values[(int)Indicator.PercentB],
            values[(int)Indicator.BandWidth]) = BollingerBands.Last(close, 20, 2);
        (values[(int)Indicator.StochasticK], values[(int)Indicator.StochasticD]) = Stochastic.Last(high, low, close, 14, 3, 3);
        values[(int)Indicator.Mfi14] = Mfi.Last(high, low, close, volume, 14);
        values[(int)Indicator.Roc1] = RateOfChange.Last(close, 1);
        values[(int)Indicator.Roc5] = RateOfChange.Last(close, 5);
        values[(int)Indicator.Roc21] = RateOfChange.Last(close, 21);
        values[(int)Indicator.Roc63] = RateOfChange.Last(close, 63);
        (values[(int)Indicator.Volatility20], values[(int)Indicator.Volatility60]) = Volatilities(close);
        (values[(int)Indicator.FromHigh20], values[(int)Indicator.FromLow20]) = Extremes.Last(high, low, close, 20);
        (values[(int)Indicator.FromHigh55], values[(int)Indicator.FromLow55]) = Extremes.Last(high, low, close, 55);
        (values[(int)Indicator.FromHigh252], values[(int)Indicator.FromLow252]) = Extremes.Last(high, low, close, 252);
        values[(int)Indicator.DollarVolume20] = DollarVolume.Last(close, volume, 20);
        values[(int)Indicator.VolumeRatio] = VolumeRatio.Last(volume, 20);
        values[(int)Indicator.Gap] = Gap.Last(bars.Open, close);
    }

    private static int Gaps(BarSeries bars)
    {
        var (first, last) = (bars.Times[0], bars.Times[^1]);
        if (!first.IsMidnight) return 0;
        return Math.Max(0, ExchangeCalendar.Nyse.CountBetween(first.Date, last.Date) - bars.Count);
    }

    private static (double Over20, double Over60) Volatilities(ReadOnlySpan<double> close)
    {
        var count = Math.Min(LongestVolatility, close.Length - 1);
        Span<double> returns = stackalloc double[LongestVolatility];
        returns = returns[..count];
        RealisedVolatility.Returns(close[^(count + 1)..], returns);
        return (
            count < 20 ? double.NaN : RealisedVolatility.OfReturns(returns[^20..]),
            count < LongestVolatility ? double.NaN : RealisedVolatility.OfReturns(returns));
    }

    private static double? StrengthReturn(ReadOnlySpan<double> close)
    {
        var period = Math.Min(StrengthPeriod, close.Length - 1);
        if (period == 0) return null;
        var value = RateOfChange.Last(close, period);
        return double.IsNaN(value) ? null : value;
    }
}
