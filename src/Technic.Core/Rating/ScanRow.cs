using Technic.Core.Market;
using Technic.Indicators;

namespace Technic.Core.Rating;

/// <summary>
/// The result of a scan for one symbol. It depends only on the symbol's history, not on other symbols, an account or the clock, so equal
/// histories have equal rows. Prices in US dollars, adjusted for splits; volumes in shares.
/// </summary>
public sealed record ScanRow
{
    public required Symbol Symbol { get; init; }

    /// <summary>The start of the last bar.</summary>
    public required BarTime AsOf { get; init; }

    /// <summary>The number of bars of the history.</summary>
    public required int Bars { get; init; }

    /// <summary>The number of bars of the indicators: those of the last 400 calendar days, or those since the last jump.</summary>
    public required int ComparableBars { get; init; }

    /// <summary>Sessions between the first and the last bar in which the symbol has no bar; 0 for intraday bars.</summary>
    public required int Gaps { get; init; }

    /// <summary>The last bar's open.</summary>
    public required double Open { get; init; }

    /// <summary>The last bar's high.</summary>
    public required double High { get; init; }

    /// <summary>The last bar's low.</summary>
    public required double Low { get; init; }

    /// <summary>The last bar's close.</summary>
    public required double Close { get; init; }

    /// <summary>The last bar's volume.</summary>
    public required double Volume { get; init; }

    /// <summary>The last bar's value of every indicator.</summary>
    public required IndicatorValues Indicators { get; init; }

    /// <summary>
    /// The return, in percent, that relative strength compares: over 63 bars, or over all available ones; <c>null</c> with one bar.
    /// </summary>
    public required double? StrengthReturn { get; init; }

    public required Score Score { get; init; }

    /// <summary>What gave the score, and explains it.</summary>
    public IScoring Scoring { get; private init; } = Technic.Core.Rating.Scoring.TechRating;

    /// <summary>The last closes.</summary>
    public required Sparkline Closes { get; init; }

    /// <summary>The last gap in the prices without a known split; <c>null</c> without one. No indicator includes it.</summary>
    public PriceJump? Jump { get; init; }

    /// <summary>
    /// What the formulas of a scan need of the history (<see cref="Formulas.FormulaProgram.EvaluateLocal"/>); empty without such formulas.
    /// </summary>
    public double[] FormulaValues { get; init; } = [];

    /// <summary>The row with the score of another way to rate.</summary>
    public ScanRow RatedBy(IScoring scoring) =>
        ReferenceEquals(scoring, Scoring) ? this : this with { Score = scoring.Rate(this), Scoring = scoring };

    /// <summary>The row with its score, which another process computed in the same way, and with what explains it.</summary>
    public ScanRow ExplainedBy(IScoring scoring) => ReferenceEquals(scoring, Scoring) ? this : this with { Scoring = scoring };

    /// <summary>The indicator's last value; <c>null</c> if there is none.</summary>
    public double? this[Indicator indicator] => Indicators[indicator];

    /// <summary>Whether the last jump is so recent that a trade plan would depend on it.</summary>
    public bool HasRecentJump => Jump is { Bars: < PriceJump.BarsUntilPlan };

    /// <summary>The number of bars of <see cref="StrengthReturn"/>: 63, or all available ones.</summary>
    public int StrengthBars => Math.Min(SymbolEvaluator.StrengthPeriod, ComparableBars - 1);

    /// <summary>Whether the close is above its 50-bar average; <c>null</c> while that has no value.</summary>
    public bool? IsAboveSma50 => Sma50 is { } average ? Close > average : null;

    /// <summary>The TechRating, −100 … 100.</summary>
    public double Rating => Score.Rating;

    public Signal Signal => Score.Signal;

    /// <summary>0 … 1, 1 is safest; <c>null</c> without an ATR.</summary>
    public double? Risk => Score.Risk;

    public double? Sma20 => this[Indicator.Sma20];
    public double? Sma50 => this[Indicator.Sma50];
    public double? Sma200 => this[Indicator.Sma200];
    public double? Ema12 => this[Indicator.Ema12];
    public double? Ema26 => this[Indicator.Ema26];
    public double? Rsi14 => this[Indicator.Rsi14];
    public double? Macd => this[Indicator.Macd];
    public double? MacdSignal => this[Indicator.MacdSignal];
    public double? MacdHistogram => this[Indicator.MacdHistogram];
    public double? Atr14 => this[Indicator.Atr14];
    public double? AtrPercent => this[Indicator.AtrPercent];
    public double? Adx14 => this[Indicator.Adx14];
    public double? PlusDi14 => this[Indicator.PlusDi14];
    public double? MinusDi14 => this[Indicator.MinusDi14];
    public double? BollingerUpper => this[Indicator.BollingerUpper];
    public double? BollingerLower => this[Indicator.BollingerLower];
    public double? PercentB => this[Indicator.PercentB];
    public double? BandWidth => this[Indicator.BandWidth];
    public double? StochasticK => this[Indicator.StochasticK];
    public double? StochasticD => this[Indicator.StochasticD];
    public double? Mfi14 => this[Indicator.Mfi14];
    public double? Obv => this[Indicator.Obv];
    public double? Roc1 => this[Indicator.Roc1];
    public double? Roc5 => this[Indicator.Roc5];
    public double? Roc21 => this[Indicator.Roc21];
    public double? Roc63 => this[Indicator.Roc63];
    public double? Volatility20 => this[Indicator.Volatility20];
    public double? Volatility60 => this[Indicator.Volatility60];
    public double? FromHigh20 => this[Indicator.FromHigh20];
    public double? FromLow20 => this[Indicator.FromLow20];
    public double? FromHigh55 => this[Indicator.FromHigh55];
    public double? FromLow55 => this[Indicator.FromLow55];
    public double? FromHigh252 => this[Indicator.FromHigh252];
    public double? FromLow252 => this[Indicator.FromLow252];
    public double? DollarVolume20 => this[Indicator.DollarVolume20];
    public double? VolumeRatio => this[Indicator.VolumeRatio];
    public double? Gap => this[Indicator.Gap];
}
